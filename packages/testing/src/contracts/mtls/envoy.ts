import type { ContractCase } from '../case.js'
import { expectRead, junk } from './forwarded-formats.js'
import type { HeaderPair } from '../world.js'

const NAME = 'X-Forwarded-Client-Cert'

/** The header of Envoy: much in it is text that the client has chosen. */
export const envoyCases: readonly ContractCase[] = [
  {
    ids: ['MTLS-07'],
    title: 'reads the certificate of the one element of Envoy, and no text that looks like it',
    run: (world) =>
      expectRead(world, 'xfcc', ({ client, other }) => {
        const [right, wrong] = [client, other].map((one) => encodeURIComponent(one.certificate))
        const hash = client.der.toString('hex').slice(0, 64)
        const line = (value: string): readonly HeaderPair[] => [[NAME, value]]
        return [
          {
            alone: line(`Cert="${right}"`),
            'without quotes': line(`Cert=${right}`),
            'with a last semicolon': line(`Cert="${right}";`),
            'in other letters': line(`cert="${right}"`),
            'with everything': line(
              `By=spiffe://a/b;Hash=${hash};Cert="${right}";Chain="${right}${wrong}";` +
                'Subject="/C=US/CN=client";URI=spiffe://a/c;DNS=a.example;DNS=b.example',
            ),
            'behind a subject with escapes': line(`Subject="CN=\\"a\\", O=b;\\\\";Cert="${right}"`),
            'with the other in a subject': line(`Subject="x;Cert=${wrong}";Cert="${right}"`),
          },
          {
            'the hash alone': line(`Hash=${hash}`),
            'in a subject': line(`Subject="x;Cert=${right}"`),
            'in a subject with escaped quotes': line(`Subject="x\\";Cert=\\"${right}\\""`),
            'in a subject, the other outside': line(`Subject="x;Cert=${right}";Cert="${wrong}"`),
            'in a URI, beside the other': line(`Cert="${wrong}";URI=x;Cert="${right}"`),
            twice: line(`Cert="${right}";Cert="${right}"`),
            'twice, in other letters': line(`Cert="${right}";CERT="${wrong}"`),
            'two elements, the right one first': line(`Cert="${right}",Cert="${wrong}"`),
            'two elements, the right one last': line(`Cert="${wrong}",Cert="${right}"`),
            'an element without a certificate': line(`Hash=${hash},Cert="${right}"`),
            'two lines': [...line(`Cert="${right}"`), ...line(`Cert="${wrong}"`)],
            'an open quote': line(`Cert="${right}`),
            'a quote too many': line(`Cert="${right}""`),
            'text behind the quote': line(`Cert="${right}"x`),
            'a subject that ends early': line(`Subject="x"y;Cert="${right}"`),
            'a space in front': line(`Hash=${hash}; Cert="${right}"`),
            'no name': line(`="x";Cert="${right}"`),
            'no pair': line(`x;Cert="${right}"`),
            'two semicolons': line(`Hash=${hash};;Cert="${right}"`),
            'a longer name': line(`XCert="${right}"`),
            'the chain alone': line(`Chain="${right}"`),
            'two blocks': line(`Cert="${right}${wrong}"`),
            'an empty one': line('Cert=""'),
            'the other one': line(`Cert="${wrong}"`),
            'PEM without a name': line(String(right)),
            ...junk(NAME),
          },
        ]
      }),
  },
]
