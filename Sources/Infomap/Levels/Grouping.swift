/// The nodes of a range by group, in rising order within each group, by counting sort.
struct Grouping: ~Copyable {
  /// Where each group begins in `nodes`; at least one more element than groups.
  let begins: Buffer<Int>
  let nodes: Buffer<UInt32>

  init(_ range: Range<Int>, by groupOf: UnsafePointer<UInt32>, groups: Int) {
    let begins = Buffer(count: groups + 2, repeating: 0)
    for node in range { begins[Int(groupOf[node]) + 2] += 1 }
    for group in 1..<(groups + 2) { begins[group] += begins[group - 1] }
    let nodes = Buffer<UInt32>(uninitialized: range.count)
    for node in range {
      let group = Int(groupOf[node]) + 1
      nodes[begins[group]] = UInt32(node)
      begins[group] += 1
    }
    self.begins = begins
    self.nodes = nodes
  }
}
