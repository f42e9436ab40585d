/// A binary heap with the least element first. Elements that are equal come in any order.
struct MinHeap<Element: Comparable> {
  private var elements: [Element] = []

  /// The least element; nil if there is none.
  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    var place = elements.count
    elements.append(element)
    while place > 0, elements[place] < elements[(place - 1) / 2] {
      elements.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the least element away and returns it; nil if there is none.
  mutating func popFirst() -> Element? {
    guard let last = elements.popLast() else { return nil }
    guard let first = elements.first else { return last }
    elements[0] = last
    var place = 0
    while true {
      var child = 2 * place + 1
      if child + 1 < elements.count && elements[child + 1] < elements[child] { child += 1 }
      guard child < elements.count, elements[child] < elements[place] else { return first }
      elements.swapAt(place, child)
      place = child
    }
  }
}
