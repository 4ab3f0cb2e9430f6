import { expect, test } from 'vitest'
import { missingPackages, planInstall } from '../../src/cli/setupPlan.ts'

const debian = { isDebian: true, isRoot: false, canSudo: false }

test('nothing is missing where the programs are there', () => {
  expect(missingPackages(() => true)).toEqual([])
  expect(missingPackages((program) => program !== 'nats-server')).toEqual(['nats-server'])
})

test('root on Debian installs', () => {
  expect(planInstall(['chromium'], { ...debian, isRoot: true })).toEqual({
    commands: [
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
    ],
  })
})

test('who may use sudo without a password installs with it', () => {
  expect(planInstall(['nats-server'], { ...debian, canSudo: true })).toMatchObject({
    commands: [
      ['sudo', '-n', 'apt-get', 'update'],
      ['sudo', '-n', 'apt-get', 'install', '-y', '--no-install-recommends', 'nats-server'],
    ],
  })
})

test('anybody else is told the line to type', () => {
  const typeThis = 'sudo apt-get update && sudo apt-get install -y nats-server chromium'
  expect(planInstall(['nats-server', 'chromium'], debian)).toMatchObject({ typeThis })
  expect(planInstall(['nats-server', 'chromium'], { ...debian, isDebian: false, isRoot: true })).toMatchObject({
    typeThis,
  })
})
