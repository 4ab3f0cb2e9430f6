/** What can go wrong with the broker, named by what an operator has to mend. */
export type BrokerErrorKind =
  | 'brokerUnreachable'
  | 'brokerRefused'
  | 'jetStreamOff'
  | 'notStored'
  | 'brokerMissing'
  | 'dataFolderInUse'
  /** The log lost what was about to be read of it. */
  | 'messagesDropped'

export class BrokerError extends Error {
  override readonly name = 'BrokerError'
  readonly kind: BrokerErrorKind

  constructor(kind: BrokerErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
  }
}
