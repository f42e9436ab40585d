extension Sequence {
  /// The first few elements in an order, without bringing all into it.
  func first(_ count: Int, by isBefore: (Element, Element) -> Bool) -> [Element] {
    var kept: [Element] = []
    for element in self {
      if kept.count == count, count == 0 || !isBefore(element, kept.last!) { continue }
      let place = kept.firstIndex { isBefore(element, $0) } ?? kept.count
      kept.insert(element, at: place)
      if kept.count > count { kept.removeLast() }
    }
    return kept
  }
}
