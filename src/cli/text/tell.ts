/** Something said to whoever typed the command; stdout is for what they asked for. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
