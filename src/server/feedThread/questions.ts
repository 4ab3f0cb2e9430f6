/** Questions to another thread, and their answers, which come one by one. */
import type { Answer } from './threadMessages.ts'

export interface Questions<T> {
  /** `put` sends the question with its id. Rejects when the answer is that it failed. */
  ask(put: (id: number) => void): Promise<T>
  answer(id: number, answer: Answer<T>): void
  /** Nothing will be answered any more. */
  stop(reason: string): void
}

export function createQuestions<T>(): Questions<T> {
  const open = new Map<number, PromiseWithResolvers<T>>()
  let lastId = 0
  let stopped: string | undefined

  return {
    ask(put) {
      if (stopped !== undefined) return Promise.reject(new Error(stopped))
      lastId += 1
      const question = Promise.withResolvers<T>()
      open.set(lastId, question)
      put(lastId)
      return question.promise
    },
    answer(id, answer) {
      const question = open.get(id)
      open.delete(id)
      if ('is' in answer) question?.resolve(answer.is)
      else question?.reject(new Error(answer.failed))
    },
    stop(reason) {
      stopped = reason
      for (const question of open.values()) question.reject(new Error(reason))
      open.clear()
    },
  }
}
