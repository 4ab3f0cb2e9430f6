/** Commands typed beside a running `callboard serve` find its private broker without being told. */
import type { Command } from 'commander'

/** Where `--nats` and NATS_URL say nothing. */
export async function offerRunningBroker(command: Command): Promise<void> {
  if (command.getOptionValueSource('nats') !== 'default') return
  const { readDataFolder } = await import('../../server/config.ts')
  const { findRunningBroker } = await import('../../server/feed/broker/storeClaim.ts')
  const broker = await findRunningBroker(readDataFolder())
  if (broker !== undefined) command.setOptionValueWithSource('nats', broker.url, 'config')
}
