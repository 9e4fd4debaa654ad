/** Takes what happens to events, for whoever counts it. Every part may be left out. */
export interface AsyncObserver {
  /** An event is on the disk: AsyncEventsReceived. */
  readonly accepted?: (functionName: string) => void;
  /** An event that was accepted so long ago is given to the function, at every attempt: AsyncEventAge. */
  readonly invoked?: (functionName: string, ageMs: number) => void;
  /** An event leaves the queue and the function has not succeeded: AsyncEventsDropped. */
  readonly dropped?: (functionName: string) => void;
  /** An event could not be sent to the dead-letter queue: DeadLetterErrors. */
  readonly deadLetterFailed?: (functionName: string) => void;
  /** A record could not be sent to a destination: DestinationDeliveryFailures. */
  readonly deliveryFailed?: (functionName: string) => void;
}
