/// What a run is doing, in the order of a run.
///
/// The command `infomap` has load, flow, search and write. Runs on faces have the others, as far as their options need
/// them: gather copies the edges of all ranks to each node, attach puts single faces into clusters, and evaluate compares
/// labels with the truth.
package enum Stage: String, CaseIterable, Sendable {
  case start, load, calibrate, neighbors, edges, gather, flow, search, clustering, attach, write,
    evaluate, tables
}
