// Makes a ring, and has nothing else to do.
import { createKeyRing, fileKeyStore } from '@countersign/issuer'

await createKeyRing({ store: fileKeyStore(process.argv[2]) })
