/// What a run is doing, in the order of a run.
package enum Stage: String, CaseIterable, Sendable {
  case start, load, calibrate, neighbors, edges, gather, flow, search, clustering, attach, write,
    evaluate, tables
}
