import Infomap

let network = try Network(
  pairs: [(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 6), (6, 4)], directed: false)
let flow = FlowNetwork(network)
let result = flow.search()
for members in result.partition.members(of: network) { print(members) }
let hierarchy = flow.searchHierarchy()
print(hierarchy.hierarchy.topModuleCount, "modules")
