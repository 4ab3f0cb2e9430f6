/**
 * The whole of it, at length: `npm run test:chaos`, with `-- --seed 7 --events 200000 --kills 30` and so on. Says
 * what it did and what was wrong; exit 1 when anything was.
 */
import { parseArgs } from 'node:util'
import buildWhenOld from '../e2e/globalSetup.ts'
import { runChaos } from './chaos.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    events: { type: 'string', default: '200000' },
    kills: { type: 'string', default: '30' },
    cuts: { type: 'string', default: '100' },
    audits: { type: 'string', default: '20' },
    rate: { type: 'string', default: '2500' },
    'late-kills': { type: 'string', default: '5' },
    clock: { type: 'string', default: 'events' },
  },
})

await buildWhenOld()
console.log(`seed ${values.seed}`)
const report = await runChaos({
  seed: Number(values.seed),
  events: Number(values.events),
  kills: Number(values.kills),
  displayCuts: Number(values.cuts),
  perSecond: Number(values.rate),
  lateKills: Number(values['late-kills']),
  clock: values.clock === 'wall' ? 'wall' : 'events',
  audits: Number(values.audits),
  withBrowser: true,
  tell: (line) => console.log(line),
})
for (const line of report.wrong) console.log(`WRONG ${line}`)
console.log(report.wrong.length === 0 ? 'all is as the log says' : `seed ${values.seed} shows it again, mostly`)
process.exitCode = report.wrong.length === 0 ? 0 : 1
