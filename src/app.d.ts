import type { FloorDirectory } from './server/http/handOver.ts'

declare global {
  namespace App {
    interface Locals {
      /** The sites of the running server and their boards; `main` is always among them. */
      floorDirectory: FloorDirectory
    }
  }
}

export {}
