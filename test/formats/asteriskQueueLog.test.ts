import { describe, expect, test } from 'vitest'
import { compareEvents } from '../../src/core/events/event.ts'
import { toInstant } from '../../src/core/units.ts'
import { QueueLogConverter, type QueueLogOptions } from '../../src/formats/asteriskQueueLog.ts'
import type { Outcome } from '../../src/formats/outcome.ts'

/** 2026-03-02T09:00:00Z: the hand-written lines below count seconds from here. */
const NINE = Date.UTC(2026, 2, 2, 9) / 1000

/** Lines such as `0|c1|SALES|NONE|ENTERQUEUE||200|1`, the time in seconds after nine. */
function convert(lines: readonly string[], options: QueueLogOptions = {}): Outcome[] {
  const converter = new QueueLogConverter(options)
  return lines.map((line) => converter.convertLine(line.replace(/^\d+(?=\|)/, (at) => String(NINE + Number(at)))))
}

/** Events in short: `9.000 contact.enqueued {…}`, in the order told or, with `folded`, in the order in which they fold. */
function told(lines: readonly string[], options: QueueLogOptions & { folded?: boolean } = {}): string[] {
  const events = convert(lines, options).flatMap((outcome) => outcome.events)
  if (options.folded) events.sort(compareEvents)
  return events.map(({ time, type, data }) => {
    const at = ((time - NINE * 1000) / 1000).toFixed(3)
    return [at, type, ...Object.entries(data).map(([name, value]) => `${name}=${String(value)}`)].join(' ')
  })
}

function fates(lines: readonly string[], options: QueueLogOptions = {}): string[] {
  return convert(lines, options).map((outcome) =>
    outcome.fate === 'converted' ? 'converted' : `${outcome.fate}: ${outcome.reason}`,
  )
}

const ENTER = '0|c1|SALES|NONE|ENTERQUEUE||200|1'

describe('lines', () => {
  test('[AQ1] every line has one fate, and missing data is not bad', () => {
    expect(
      fates([
        '0|NONE|NONE|NONE|CONFIGRELOAD|',
        '0|NONE|SALES|A1|PENALTY|3',
        '',
        '0|c1|SALES|NONE|ENTERQUEUE||200',
        '1|c1|SALES|A1|CONNECT|1|c2',
        '1|c1|SALES|NONE|DID|0123',
        '2|c1|SALES|A1',
        'yesterday|c1|SALES|A1|COMPLETEAGENT|1|2|1',
        '9|c1|SALES|A1|COMPLETEAGENT|1|8|1|',
      ]),
    ).toEqual([
      'ignored: configuration',
      'ignored: configuration',
      'ignored: blank',
      'converted',
      'converted',
      'ignored: unknownEvent',
      'bad: fewer than the five fields time, call id, queue, agent, event',
      "bad: time 'yesterday' is neither seconds since 1970 nor a date and time",
      'converted',
    ])
  })

  test('[AQ2] an export of the realtime table is read by its header, and times by the zone', () => {
    const lines = [
      'id,event,time,callid,queuename,agent,data1,data2,data3,data4,data5',
      '7,ENTERQUEUE,2026-07-02 09:00:10.250000,c1,"SALES, north",NONE,,200,1,,',
      '8,EXITWITHKEY,2026-07-02 09:00:20,c1,"SALES, north",NONE,1,1,1,10,',
      `9,ENTERQUEUE,${NINE},c2,SALES,NONE,,200,1,,`,
      '10,ENTERQUEUE,2026-07-02T09:00:10+02:00,c3,SALES,NONE,,200,1,,',
    ]
    const outcomes = convert(lines, { zone: 'Europe/London' })
    expect(outcomes[0]).toMatchObject({ fate: 'ignored', reason: 'header' })
    const events = outcomes.flatMap((outcome) => outcome.events)
    expect(events.map(({ time, data }) => [toInstant(time), data])).toEqual([
      ['2026-07-02T08:00:10.250Z', { contact: 'c1', queue: 'SALES, north' }],
      ['2026-07-02T08:00:20.000Z', { contact: 'c1', reason: 'key', queue: 'SALES, north' }],
      ['2026-03-02T09:00:00.000Z', { contact: 'c2', queue: 'SALES' }],
      ['2026-07-02T07:00:10.000Z', { contact: 'c3', queue: 'SALES' }],
    ])
    expect(fates([...lines, '11,ENTERQUEUE,2026-07-02 09:00:10,"c4,SALES'])[5]).toBe('bad: quotes are not closed')
    expect(fates([...lines, '11,ENTERQUEUE,2026-02-30 09:00:10,c4,SALES,NONE'])[5]).toMatch(/^bad: time/)
  })

  test('[AQ2] data beyond the fifth column is split again', () => {
    const header = 'time,callid,queuename,agent,event,data1,data2,data3,data4,data5'
    const transfer = `${NINE},c1,SALES,A1,ATTENDEDTRANSFER,LINK,a,b,5,10|1`
    expect(fates([header, transfer])).toEqual(['ignored: header', 'converted'])
  })

  test('[AQ3] the repeated hour is read in the order of the file', () => {
    const rows = ['01:59:50', '01:00:05', '01:59:55', '02:00:10'].map(
      (time, n) => `2026-10-25 ${time},c${n},SALES,NONE,ENTERQUEUE,`,
    )
    const events = convert(['time,callid,queuename,agent,event,data1', ...rows], { zone: 'Europe/London' }).flatMap(
      ({ events }) => events,
    )
    expect(events.map(({ time }) => toInstant(time).slice(11, 19))).toEqual([
      '00:59:50',
      '01:00:05',
      '01:59:55',
      '02:00:10',
    ])
  })

  test('[AQ3] CR LF and a byte order mark do no harm', () => {
    expect(fates([`\uFEFF${NINE}|c1|SALES|NONE|ENTERQUEUE||200|1\r`, '5|c1|SALES|NONE|ABANDON|1|1|5\r'])).toEqual([
      'converted',
      'converted',
    ])
  })

  test('[AQ4] identity is the line number, and the source can be named', () => {
    const outcomes = convert(['0|NONE|NONE|NONE|CONFIGRELOAD|', ENTER, '9|c1|SALES|A1|CONNECT|9|c2|4'], {
      source: 'london-2',
    })
    expect(outcomes.flatMap(({ events }) => events).map(({ source, id }) => `${source} ${id}`)).toEqual([
      'london-2 0000000002',
      'london-2 0000000003',
      'london-2 0000000003.0001',
    ])
    expect(convert([ENTER])[0]?.events[0]?.source).toBe('asterisk-queue-log')
  })

  test('what the server would reject is bad', () => {
    expect(fates([`0|${'c'.repeat(129)}|SALES|NONE|ENTERQUEUE|`])[0]).toMatch(/^bad: contact.enqueued: data\/contact/)
    expect(fates(['0|__proto__|SALES|NONE|ENTERQUEUE|'])[0]).toMatch(/^bad/)
  })
})

describe('calls', () => {
  test('[AQ5][AQ6][AQ7] a call is enqueued, answered and ended, and the caller is not named', () => {
    expect(told([ENTER, '9|c1|SALES|A1|CONNECT|9|c2', '60|c1|SALES|A1|COMPLETECALLER|9|51|1'])).toEqual([
      '0.000 contact.enqueued contact=c1 queue=SALES',
      '9.000 contact.answered contact=c1 agent=A1 queue=SALES waitMs=9000',
      '60.000 contact.ended contact=c1 agent=A1 endedBy=customer wrapUp=false',
    ])
    expect(told(['60|c1|SALES|A1|COMPLETEAGENT|9|51|1'])).toEqual([
      '60.000 contact.ended contact=c1 agent=A1 endedBy=agent wrapUp=false',
    ])
  })

  test('[AQ5] one callid visits several queues, and one of them twice', () => {
    const lines = [
      ENTER,
      '10|c1|SALES|NONE|EXITEMPTY|1|1|10',
      '11|c1|HELP|NONE|ENTERQUEUE||200|1',
      '15|c1|HELP|A1|CONNECT|4|c2',
      '40|c1|HELP|A1|BLINDTRANSFER|500|default|4|25|1',
      '42|c1|SALES|NONE|ENTERQUEUE||200|1',
    ]
    expect(told(lines).map((event) => event.split(' ').slice(0, 4).join(' '))).toEqual([
      '0.000 contact.enqueued contact=c1 queue=SALES',
      '10.000 contact.flowedOut contact=c1 reason=empty',
      '11.000 contact.enqueued contact=c1 queue=HELP',
      '15.000 contact.answered contact=c1 agent=A1',
      '40.000 contact.transferred contact=c1 agent=A1',
      '40.000 contact.wrappedUp contact=c1 agent=A1',
      '42.000 contact.enqueued contact=c1 queue=SALES',
    ])
  })

  test('[AQ8] transfers end the talk and leave no wrap-up', () => {
    const transferred = (event: string) => told([`40|c1|SALES|A1|${event}`])
    expect(transferred('BLINDTRANSFER|500|default|4|25|1')).toEqual([
      '40.000 contact.transferred contact=c1 agent=A1 kind=blind',
      '40.000 contact.wrappedUp contact=c1 agent=A1',
    ])
    expect(transferred('ATTENDEDTRANSFER|BRIDGE|b1|4|25|1')[0]).toBe(
      '40.000 contact.transferred contact=c1 agent=A1 kind=attended',
    )
    expect(transferred('TRANSFER|500|default|4|25')[0]).toBe('40.000 contact.transferred contact=c1 agent=A1')
  })

  test('[AQ9] leaving the queue is told with its reason, also when the entry is not in the log', () => {
    const left = (event: string) => told([`20|c1|SALES|NONE|${event}`])[0]
    expect(left('ABANDON|1|1|20')).toBe('20.000 contact.abandoned contact=c1 queue=SALES')
    expect(left('EXITWITHTIMEOUT|1|1|20')).toBe('20.000 contact.flowedOut contact=c1 reason=timeout queue=SALES')
    expect(left('EXITWITHKEY|5|1|1|20')).toBe('20.000 contact.flowedOut contact=c1 reason=key queue=SALES')
    expect(left('EXITEMPTY|1|1|20')).toBe('20.000 contact.flowedOut contact=c1 reason=empty queue=SALES')
    expect(left('WITHDRAW|1|1|20|moved')).toBe('20.000 contact.flowedOut contact=c1 reason=overflow queue=SALES')
    expect(left('SYSCOMPAT|')).toBe('20.000 contact.flowedOut contact=c1 reason=system queue=SALES')
  })

  test('[AQ10] an unanswered ring is an alert of its length and a time-out, but begins no earlier than the wait', () => {
    expect(told([ENTER, '20|c1|SALES|A1|RINGNOANSWER|15000', '21|c1|SALES|A2|RINGNOANSWER|60000'])).toEqual([
      '0.000 contact.enqueued contact=c1 queue=SALES',
      '5.000 contact.alerted contact=c1 agent=A1 queue=SALES',
      '20.000 contact.alertTimedOut contact=c1 agent=A1 queue=SALES',
      '0.000 contact.alerted contact=c1 agent=A2 queue=SALES',
      '21.000 contact.alertTimedOut contact=c1 agent=A2 queue=SALES',
    ])
    expect(told(['20|c1|SALES|A1|RINGNOANSWER|15000'])).toEqual([
      '20.000 contact.alertTimedOut contact=c1 agent=A1 queue=SALES',
    ])
    expect(told([ENTER, '20|c1|SALES|A1|RINGNOANSWER|0', '20|c1|SALES|A2|RINGNOANSWER'])).toHaveLength(3)
  })

  test('[AQ10] an answer tells its ring in seconds, a cancelled ring in milliseconds', () => {
    expect(told([ENTER, '9|c1|SALES|A1|CONNECT|9|c2|4'])[1]).toBe(
      '5.000 contact.alerted contact=c1 agent=A1 queue=SALES',
    )
    expect(told([ENTER, '9|c1|SALES|A1|RINGCANCELED|4500', '9|c1|SALES|NONE|ABANDON|1|1|9']).slice(1)).toEqual([
      '4.500 contact.alerted contact=c1 agent=A1 queue=SALES',
      '9.000 contact.abandoned contact=c1 queue=SALES',
    ])
  })

  test('[AQ11] an agent who refuses the call did not take it', () => {
    expect(told([ENTER, '9|c1|SALES|A1|AGENTDUMP|'])[1]).toBe(
      '9.000 contact.alertTimedOut contact=c1 agent=A1 queue=SALES',
    )
  })

  test('[AQ12] a restart ends what is open, once', () => {
    const lines = [
      ENTER,
      '1|c2|SALES|NONE|ENTERQUEUE||201|2',
      '2|c2|SALES|A1|CONNECT|1|c9',
      '3|c3|SALES|NONE|ENTERQUEUE||202|2',
      '4|c3|SALES|NONE|ABANDON|2|2|1',
      '9|NONE|NONE|NONE|QUEUESTART|',
      '10|NONE|NONE|NONE|QUEUESTART|',
    ]
    expect(told(lines).slice(-2)).toEqual([
      '9.000 contact.ended contact=c1 endedBy=system wrapUp=false',
      '9.000 contact.ended contact=c2 endedBy=system wrapUp=false',
    ])
    expect(fates(lines).at(-1)).toBe('ignored: nothingOpen')
  })

  test('[AQ13] who was refused was never in the queue', () => {
    for (const event of ['FULL', 'CLOSED', 'JOINEMPTY', 'DIVERT_CA_RATIO', 'DIVERT_HOLDTIME'])
      expect(fates([`0|c1|SALES|NONE|${event}|`])).toEqual(['ignored: refused'])
    expect(told([ENTER, '5|c1|SALES|NONE|DIVERT_HOLDTIME|'])[1]).toBe(
      '5.000 contact.flowedOut contact=c1 reason=overflow queue=SALES',
    )
    expect(fates([ENTER, '5|c1|SALES|NONE|EXITEMPTY|1|1|5', '5|c1|SALES|NONE|LEAVEEMPTY|']).at(-1)).toBe(
      'ignored: notWaiting',
    )
    expect(fates(['9|c1|SALES|A1|RINGCANCELED|4500'])).toEqual(['ignored: notWaiting'])
  })

  test('[AQ14] a call without an id, an answer without an agent, a wait that is no number are bad', () => {
    expect(
      fates([
        '0|NONE|SALES|NONE|ENTERQUEUE||200|1',
        '0|REALTIME|SALES|NONE|ABANDON|1|1|1',
        '0|c1|NONE|NONE|ENTERQUEUE||200|1',
        '0|c1|SALES|NONE|CONNECT|5|c2|1',
        '0|c1|SALES|A1|CONNECT|long|c2|1',
        '0|c1|SALES|A1|RINGNOANSWER|-5',
        '0|c1|NONE|A1|ADDMEMBER|',
        '0|NONE|SALES|NONE|PAUSE|',
      ]),
    ).toEqual([
      "bad: ENTERQUEUE: 'NONE' is not a call",
      "bad: ABANDON: 'REALTIME' is not a call",
      'bad: ENTERQUEUE names no queue',
      'bad: CONNECT names no agent',
      "bad: CONNECT hold time 'long' is not a number",
      "bad: RINGNOANSWER ring time '-5' is not a number",
      'bad: ADDMEMBER names no queue',
      'bad: PAUSE names no agent',
    ])
  })
})

describe('order within a second', () => {
  const types = (lines: readonly string[]) =>
    told(lines, { folded: true }).map((event) => event.split(' ').slice(0, 2).join(' '))

  test('[AQ15] out of one queue and into the next in one second folds in that order', () => {
    const lines = [
      ENTER,
      '20|c1|SALES|NONE|EXITEMPTY|1|1|20',
      '20|c1|HELP|NONE|ENTERQUEUE||200|1',
      '20|c1|HELP|A1|CONNECT|0|c2|0',
      '20|c1|HELP|A1|COMPLETEAGENT|0|0|1',
      '20|c1|SALES|NONE|ENTERQUEUE||200|1',
      '40|c1|SALES|A1|CONNECT|20|c3|0',
    ]
    expect(types(lines)).toEqual([
      '0.000 contact.enqueued',
      '20.000 contact.flowedOut',
      '20.001 contact.enqueued',
      '20.001 contact.answered',
      '20.001 contact.ended',
      '20.002 contact.enqueued',
      '40.000 contact.answered',
    ])
  })

  test('[AQ15] an unanswered ring after the answer stays after it, and other calls are not touched', () => {
    const lines = [
      ENTER,
      '9|c1|SALES|A1|CONNECT|9|c2|0',
      '9|c1|SALES|A2|RINGNOANSWER|0',
      '9|c3|SALES|NONE|ENTERQUEUE||200|1',
      '10|c1|SALES|A1|COMPLETEAGENT|9|1|1',
    ]
    expect(types(lines)).toEqual([
      '0.000 contact.enqueued',
      '9.000 contact.enqueued',
      '9.000 contact.answered',
      '9.001 contact.alertTimedOut',
      '10.000 contact.ended',
    ])
  })

  test('[AQ15] the end of one call, a pause and the next answer of the agent need no other time', () => {
    const lines = [
      '0|c1|SALES|A1|CONNECT|9|c8',
      '9|c1|SALES|A1|COMPLETEAGENT|9|9|1',
      '9|NONE|SALES|A1|PAUSE|tea',
      '9|NONE|SALES|A1|UNPAUSE|tea',
      '9|c2|SALES|A1|CONNECT|20|c9',
    ]
    expect(told(lines).every((event) => /^\d+\.000/.test(event))).toBe(true)
  })

  test('[AQ15] an answer in the second in which the agent signed out comes after it', () => {
    const lines = [
      '0|NONE|NONE|Agent/1|AGENTLOGIN|SIP/1',
      '9|NONE|NONE|Agent/1|AGENTLOGOFF|SIP/1|9',
      '9|c1|SALES|Agent/1|CONNECT|5|c9',
    ]
    expect(types(lines).slice(1)).toEqual(['9.000 agent.state', '9.001 contact.answered'])
  })

  test('[AQ15] a clock set back starts afresh', () => {
    expect(
      types([ENTER.replace('0|', '100|'), '100|c1|SALES|NONE|ABANDON|1|1|0', '50|c1|SALES|NONE|ENTERQUEUE||200|1']),
    ).toEqual(['50.000 contact.enqueued', '100.000 contact.enqueued', '100.000 contact.abandoned'])
  })
})

describe('agents', () => {
  const ADDED = '0|MANAGER|SALES|A1|ADDMEMBER|'

  test('[AQ16] a callback agent is one person under two names, others only when told', () => {
    const names = (lines: readonly string[], agents: [string, string][] = []) =>
      convert(lines, { agents: new Map(agents) }).flatMap(({ events }) =>
        events.map(({ data }) => ('agent' in data ? data.agent : '')),
      )
    const lines = [
      '0|MANAGER|SALES|Local/1141@callback-agent|ADDMEMBER|',
      '1|MANAGER|SALES|Local/1142@callback-agent/n|ADDMEMBER|',
      '2|c1|SALES|Agent/1141|CONNECT|1|c2',
      '3|c1|SALES|Local/1141@from-internal/n|COMPLETEAGENT|1|1|1',
      '4|c1|SALES|SIP/777|CONNECT|1|c2',
    ]
    expect(names(lines)).toEqual(['Agent/1141', 'Agent/1142', 'Agent/1141', 'Local/1141@from-internal/n', 'SIP/777'])
    expect(names(lines, [['SIP/777', 'Agent/1141']]).at(-1)).toBe('Agent/1141')
  })

  test('[AQ17] a queue keeps its first spelling', () => {
    expect(told([ENTER, '5|c1|sales|NONE|ABANDON|1|1|5'])[1]).toBe('5.000 contact.abandoned contact=c1 queue=SALES')
  })

  test('[AQ18] not ready is paused in every queue, with the latest reason; what changes nothing is not told', () => {
    const lines = [
      ADDED,
      '1|MANAGER|HELP|A1|ADDMEMBER|PAUSED',
      '2|NONE|SALES|A1|PAUSE|lunch',
      '3|NONE|HELP|A1|UNPAUSE|',
      '4|NONE|NONE|A1|PAUSEALL|tea',
      '4|NONE|SALES|A1|PAUSE|tea',
      '4|NONE|HELP|A1|PAUSE|tea',
      '5|NONE|NONE|A1|UNPAUSEALL|',
      '5|NONE|SALES|A1|UNPAUSE|',
    ]
    expect(told(lines)).toEqual([
      '0.000 agent.state agent=A1 state=available queues=SALES',
      '1.000 agent.state agent=A1 state=available queues=HELP,SALES',
      '2.000 agent.state agent=A1 state=notReady reason=lunch queues=HELP,SALES',
      '3.000 agent.state agent=A1 state=available queues=HELP,SALES',
      '4.000 agent.state agent=A1 state=notReady reason=tea queues=HELP,SALES',
      '5.000 agent.state agent=A1 state=available queues=HELP,SALES',
    ])
    expect(fates(lines).filter((fate) => fate === 'ignored: unchanged')).toHaveLength(3)
  })

  test('[AQ18] of members from the configuration file the queues are learnt and not told', () => {
    const lines = [
      '0|c1|SALES|A1|CONNECT|1|c2',
      '1|c1|SALES|A1|COMPLETEAGENT|1|1|1',
      '2|c2|HELP|A1|RINGNOANSWER|1000',
      '3|NONE|SALES|A1|PAUSE|tea',
      '4|NONE|HELP|A1|PAUSE|tea',
      '5|NONE|NONE|A2|PAUSEALL|',
    ]
    expect(told(lines).slice(3)).toEqual([
      '3.000 agent.state agent=A1 state=available',
      '4.000 agent.state agent=A1 state=notReady reason=tea',
      '5.000 agent.state agent=A2 state=notReady',
    ])
  })

  test('[AQ18][AQ19] signing in and out, with and without membership', () => {
    expect(
      told([
        ADDED,
        '1|NONE|NONE|A1|AGENTCALLBACKLOGIN|100@default',
        '2|MANAGER|SALES|A1|REMOVEMEMBER|',
        '3|NONE|NONE|A1|AGENTCALLBACKLOGOFF|100@default|2|CommandLogoff',
        '4|MANAGER|SALES|A1|ADDMEMBER|',
        '5|MANAGER|SALES|A1|REMOVEMEMBER|',
      ]),
    ).toEqual([
      '0.000 agent.state agent=A1 state=available queues=SALES',
      '2.000 agent.state agent=A1 state=available queues=',
      '3.000 agent.state agent=A1 state=offline queues=',
      '4.000 agent.state agent=A1 state=available queues=SALES',
      '5.000 agent.state agent=A1 state=offline queues=',
    ])
  })

  test('[AQ20] a restart ends memberships but not sign-in', () => {
    const lines = [
      ADDED,
      '0|MANAGER|SALES|A2|ADDMEMBER|PAUSED',
      '1|NONE|NONE|A1|AGENTLOGIN|SIP/1',
      '9|NONE|NONE|NONE|QUEUESTART|',
      '10|MANAGER|SALES|A2|ADDMEMBER|',
    ]
    expect(told(lines).slice(2)).toEqual([
      '9.000 agent.state agent=A1 state=available queues=',
      '9.000 agent.state agent=A2 state=offline queues=',
      '10.000 agent.state agent=A2 state=available queues=SALES',
    ])
  })

  test('[AQ21] wrap-up ends at its time, told with the next line; not after an answer or a pause', () => {
    const wrapUp = [ADDED, '10|NONE|NONE|A1|WRAPUPSTART|30']
    expect(told([...wrapUp, '39|c1|SALES|NONE|ENTERQUEUE|', '50|NONE|NONE|NONE|CONFIGRELOAD|']).slice(1)).toEqual([
      '10.000 agent.state agent=A1 state=wrapUp queues=SALES',
      '39.000 contact.enqueued contact=c1 queue=SALES',
      '40.000 agent.state agent=A1 state=available queues=SALES',
    ])
    const events = convert([...wrapUp, '50|c1|SALES|NONE|ENTERQUEUE|']).flatMap((outcome) => outcome.events)
    expect(events.map(({ id }) => id).slice(2)).toEqual(['0000000003', '0000000003.0001'])
    expect(told([...wrapUp, '20|c1|SALES|A1|CONNECT|5|c2', '50|NONE|NONE|NONE|CONFIGRELOAD|']).at(-1)).toMatch(
      /^20.000 contact.answered/,
    )
    expect(told([...wrapUp, '20|NONE|SALES|A1|PAUSE|tea', '50|NONE|NONE|NONE|CONFIGRELOAD|']).at(-1)).toMatch(
      /^20.000 .*notReady/,
    )
    expect(fates(['10|NONE|NONE|A9|WRAPUPSTART|30', '10|NONE|NONE|A9|WRAPUPSTART|'])).toEqual([
      'ignored: unchanged',
      "bad: WRAPUPSTART wrap-up time '' is not a number",
    ])
  })

  test('[AQ23] who signs out in a call is offline when it ends', () => {
    const lines = [
      ADDED,
      '1|c1|SALES|A1|CONNECT|1|c8',
      '2|c2|SALES|A1|CONNECT|1|c9',
      '5|MANAGER|SALES|A1|REMOVEMEMBER|',
      '6|NONE|NONE|A1|AGENTLOGOFF|SIP/1|6',
      '8|c1|SALES|A1|COMPLETECALLER|1|7|1',
      '9|c2|SALES|A1|BLINDTRANSFER|500|default|1|7|1',
    ]
    expect(told(lines).slice(3)).toEqual([
      '8.000 contact.ended contact=c1 agent=A1 endedBy=customer wrapUp=false',
      '9.000 contact.transferred contact=c2 agent=A1 kind=blind',
      '9.000 contact.wrappedUp contact=c2 agent=A1',
      '9.000 agent.state agent=A1 state=offline queues=',
    ])
    expect(fates(lines).slice(3, 5)).toEqual(['ignored: untilTalkEnds', 'ignored: untilTalkEnds'])
    expect(told([...lines.slice(0, 5), '7|NONE|NONE|NONE|QUEUESTART|']).slice(-2)).toEqual([
      '7.000 contact.ended contact=c2 endedBy=system wrapUp=false',
      '7.000 agent.state agent=A1 state=offline queues=',
    ])
    expect(told([...lines.slice(0, 5), '7|MANAGER|SALES|A1|ADDMEMBER|', ...lines.slice(5)]).slice(3)).not.toContain(
      /offline/,
    )
  })

  test('[AQ22] a call out makes the agent not ready until it ends', () => {
    const lines = [
      ADDED,
      '1|c1|NONE|A1|OUTDIAL|0123',
      '2|c2|NONE|A1|OUTDIAL|0124',
      '3|c1|NONE|A1|OUTCANCEL|0123|2',
      '9|c2|NONE|A1|OUTANSWER|0124|COMPLETEAGENT|2|5',
      '9|c2|NONE|A1|OUTTRANSFER|0124|1125|5|5',
      '9|c2|NONE|A9|OUTDIAL|0124',
    ]
    expect(told(lines).slice(1)).toEqual([
      '1.000 agent.state agent=A1 state=notReady reason=outbound queues=SALES',
      '9.000 agent.state agent=A1 state=available queues=SALES',
    ])
    expect(fates(lines).slice(2)).toEqual([
      'ignored: unchanged',
      'ignored: unchanged',
      'converted',
      'ignored: outbound',
      'ignored: outbound',
    ])
  })
})
