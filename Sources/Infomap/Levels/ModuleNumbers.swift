/// The numbers of the modules of nodes, as a trial changes them.
extension Buffer where Element == UInt32 {
  /// Numbers the modules of the first `count` nodes 0, 1, … by their first nodes; returns how many
  /// there are. `numbers` has a place for each module.
  func renumber(count: Int, _ numbers: borrowing Buffer<UInt32>) -> Int {
    for number in 0..<count { numbers[number] = .max }
    var used: UInt32 = 0
    for node in 0..<count {
      let module = self[node]
      if numbers[module] == .max {
        numbers[module] = used
        used += 1
      }
      self[node] = numbers[module]
    }
    return Int(used)
  }

  /// Every node of some modules, chosen at random, gets a module of its own, the first that of them
  /// all. Returns how many modules there are then.
  func dissolveSome(of moduleCount: Int, _ random: inout RandomSequence) -> Int {
    let dissolves = Buffer<Bool>(count: moduleCount, repeating: false)
    for module in 0..<moduleCount {
      dissolves[module] = random.next(below: Self.modulesPerDissolved) == 0
    }
    dissolves[random.next(below: moduleCount)] = true
    let isFirst = Buffer<Bool>(count: moduleCount, repeating: true)
    var used = moduleCount
    for node in 0..<count {
      let module = self[node]
      if !dissolves[module] { continue }
      if isFirst[module] {
        isFirst[module] = false
      } else {
        self[node] = UInt32(used)
        used += 1
      }
    }
    return used
  }

  private static var modulesPerDissolved: Int { 8 }
}
