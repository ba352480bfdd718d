import { QueryClient } from '@tanstack/react-query'
import { Refusal } from './http.ts'

/** One cache for the console. What the API refuses is not asked again; what it could not answer is. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What is drawn together shares one answer; a screen that is opened anew is asked anew: decisions are taken on it.
      staleTime: 1_000,
      retry: (failures, error) =>
        error instanceof Refusal && (error.status === 0 || error.status >= 500) && failures < 2,
    },
  },
})
