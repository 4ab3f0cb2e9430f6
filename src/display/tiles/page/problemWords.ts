/** Why a page at a desk shows no figures, and what to do. */
import type { Problem } from '../../link/retry.ts'

export interface ProblemWords {
  title: string
  lines: string[]
}

export interface Blank {
  problem: Problem | undefined
  /** What is being done about a lost link. */
  retry: string
  attempts: number
  site: string
}

export function problemWords({ problem, retry, attempts, site }: Blank): ProblemWords {
  switch (problem) {
    case 'noSuchBoard':
      return {
        title: 'No such site',
        lines: [
          `No site “${site}” has sent an event yet, and none of that name is configured.`,
          'Take ?site=… off the address for the main site. This page shows the site by itself once it is there.',
        ],
      }
    case 'signIn':
      return {
        title: 'Sign in first',
        lines: ['This page is not open to everybody. Sign in, then it shows by itself.'],
      }
    case 'notYours':
      return {
        title: 'Not your page',
        lines: ['Whoever is signed in here may not see it. Ask for it, or sign in as someone who may.'],
      }
    case 'refused':
      return {
        title: 'The server refused this page',
        lines: ['It is tried again by itself. The server’s log says why.'],
      }
    case undefined:
      return attempts > 1
        ? { title: 'The server does not answer', lines: [`${retry}. This page comes back by itself.`] }
        : { title: 'Connecting', lines: ['Waiting for the first numbers from the floor.'] }
  }
}
