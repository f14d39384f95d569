import type { AttackReport, ProbeReport } from '../../probe/probe-report.js'
import type { Style } from '../../terminal/style.js'

/** A row for each family: how many attacks, and how they ended. */
export function familyRows({ attacks }: ProbeReport, style: Style): string[][] {
  const families = [...new Set(attacks.map(({ family }) => family))]
  return [
    ['family', 'attacks', 'requests', 'refused', 'not refused', 'not run'].map(style.dim),
    ...families.map((family) => {
      const own = attacks.filter((attack) => attack.family === family)
      const bad = count(own, (attack) => !['refused', 'not-run'].includes(attack.result))
      return [
        family,
        String(own.length),
        String(own.reduce((sum, { sent }) => sum + sent, 0)),
        String(count(own, ({ result }) => result === 'refused')),
        bad === 0 ? '0' : style.red(String(bad)),
        String(count(own, ({ result }) => result === 'not-run')),
      ]
    }),
  ]
}

function count(attacks: readonly AttackReport[], is: (attack: AttackReport) => boolean): number {
  return attacks.filter(is).length
}
