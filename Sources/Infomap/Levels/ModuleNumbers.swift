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
}
