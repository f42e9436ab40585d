/// A division of the nodes of a network into modules, numbered 0, 1, … without gaps.
public struct Partition: Sendable, Equatable {
  /// The module of each node.
  public let modules: [UInt32]
  /// How many modules there are.
  public let moduleCount: Int

  /// The partition in which nodes with equal labels are in one module; modules are numbered by
  /// their first nodes.
  public init(labels: some Collection<UInt32>) {
    let highest = labels.max() ?? 0
    var modules: [UInt32] = []
    modules.reserveCapacity(labels.count)
    if Int(highest) <= 4 * labels.count + 1024 {
      var numbers = [UInt32](repeating: .max, count: Int(highest) + 1)
      var used: UInt32 = 0
      for label in labels {
        if numbers[Int(label)] == .max {
          numbers[Int(label)] = used
          used += 1
        }
        modules.append(numbers[Int(label)])
      }
      moduleCount = Int(used)
    } else {
      var numbers: [UInt32: UInt32] = [:]
      for label in labels {
        let number = numbers[label] ?? UInt32(numbers.count)
        numbers[label] = number
        modules.append(number)
      }
      moduleCount = numbers.count
    }
    self.modules = modules
  }

  /// The partition whose modules are numbered without gaps already.
  init(numbered modules: [UInt32], moduleCount: Int) {
    self.modules = modules
    self.moduleCount = moduleCount
  }

  /// All nodes in one module.
  public static func oneModule(nodeCount: Int) -> Partition {
    Partition(labels: repeatElement(0, count: nodeCount))
  }
}
