declare module 'autocannon' {
  export type Sent = { method?: string; path: string; headers?: Record<string, string>; body?: string }
  export type Result = {
    duration: number
    errors: number
    timeouts: number
    statusCodeStats: Record<string, { count: number }>
    latency: { p50: number; p99: number }
  }
  export default function autocannon(options: {
    url: string
    connections: number
    duration?: number
    amount?: number
    timeout?: number
    sampleInt?: number
    requests?: Sent[]
    setupClient?: (client: { setRequests(requests: Sent[]): void }) => void
  }): Promise<Result>
}
