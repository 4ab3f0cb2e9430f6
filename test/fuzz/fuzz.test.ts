/**
 * Seeded fuzz. `FUZZ_CASES` says how many mutated events, frames, requests, lines and snapshots in all (20,000 here, a
 * million with `npm run test:fuzz`), `FUZZ_SEED` which ones. An exception or a rejection nobody handles fails the run.
 */
import { expect, test } from 'vitest'
import { fuzzFrames, fuzzSockets } from './frames.ts'
import { heapAfterGc, megabytes } from './heap.ts'
import { fuzzRecords, fuzzSnapshotLines } from './lines.ts'
import { fuzzMessages } from './messages.ts'
import { fuzzBodies, fuzzRequests } from './requests.ts'
import { fuzzSnapshots } from './storedSnapshots.ts'

const CASES = Number(process.env['FUZZ_CASES'] ?? 20_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 1)
const PATIENCE = 60_000 + CASES * 4
/** On the heap after a part, bytes: compiled code, and what a collector leaves behind. */
const NO_GROWTH = 24 * 1_048_576

function share(part: number): number {
  return Math.ceil(CASES * part)
}

/** Runs a part on its share of the cases, tells its figures, and looks at what it leaves on the heap. */
async function fuzz<T extends object>(part: number, run: (cases: number, seed: number) => T | Promise<T>): Promise<T> {
  const from = performance.now()
  const before = heapAfterGc()
  const figures = await run(share(part), SEED)
  const grownBy = heapAfterGc() - before
  const seconds = Math.round((performance.now() - from) / 100) / 10
  process.stderr.write(`${run.name}, seed ${SEED}, ${seconds} s, ${megabytes(grownBy)}: ${JSON.stringify(figures)}\n`)
  expect(grownBy).toBeLessThan(NO_GROWTH)
  return figures
}

test(
  '[SV4] damaged messages leave no trace but their count; good ones among them are folded exactly',
  async () => {
    const { grownBy, ...figures } = await fuzz(0.7, fuzzMessages)
    expect(figures).toMatchObject({ difference: undefined, disputed: [], failures: [] })
    expect(grownBy).toBeLessThan(NO_GROWTH / 2)
  },
  PATIENCE,
)

test(
  '[PR3] damaged frames are understood when they say what they may, and never otherwise',
  async () => {
    expect(await fuzz(0.14, fuzzFrames)).toMatchObject({ disputed: [] })
  },
  PATIENCE,
)

test(
  '[SV31] damaged frames over sockets disturb no other display and leave nothing behind',
  async () => {
    expect(await fuzz(0.01, fuzzSockets)).toMatchObject({ served: true, left: { sockets: 0, displays: 0 } })
  },
  PATIENCE,
)

test(
  'damaged bodies give events only where there are some',
  async () => {
    expect(await fuzz(0.09, fuzzBodies)).toMatchObject({ disputed: [] })
  },
  PATIENCE,
)

test(
  'damaged requests are answered or hung up on; what is acknowledged is stored exactly once',
  async () => {
    expect(await fuzz(0.02, fuzzRequests)).toMatchObject({ astray: [], failures: [], bodiesLeft: 0 })
  },
  PATIENCE,
)

test(
  'damaged lines of a log in a file are counted, and no more',
  async () => {
    expect(await fuzz(0.02, fuzzSnapshotLines)).toMatchObject({ difference: undefined })
  },
  PATIENCE,
)

test(
  'damaged lines of foreign records have a fate each, and what comes of them is accepted',
  async () => {
    const { unacceptable, fateless } = await fuzz(0.0195, fuzzRecords)
    expect({ unacceptable, fateless }).toEqual({ unacceptable: [], fateless: 0 })
  },
  PATIENCE,
)

test(
  '[SV35] a damaged snapshot is passed over with a reason, or gives the same views',
  async () => {
    expect(await fuzz(0.0005, fuzzSnapshots)).toMatchObject({ wrong: [] })
  },
  PATIENCE,
)
