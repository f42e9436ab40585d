// Finds the modules of a small network, given by the ids of nodes that are linked.
import Foundation
import Infomap

let pairs: [(UInt32, UInt32)] = [
  (101, 102), (102, 103), (103, 101),
  (103, 204),
  (204, 205), (205, 206), (206, 204),
]
let network = try Network(pairs: pairs, directed: false)
let flow = FlowNetwork(network)

var options = SearchOptions()
options.trials = 5
let found = flow.search(options)
for ids in found.partition.members(of: network) {
  print("module of", ids.map(String.init).joined(separator: " "))
}

// How much worse another partition is, by the same measure.
let other = Partition(
  labelByID: [101: "left", 102: "left", 103: "middle", 204: "middle", 205: "right", 206: "right"],
  on: network)
let more = MapEquation.codelength(of: other, on: flow).total - found.codelength.total
print("three modules take", String(format: "%.3f", more), "bits more")
