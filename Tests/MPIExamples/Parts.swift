/// The part-th of so many consecutive parts of `length` places, which differ by one place at most.
func part(_ part: Int, of parts: Int, length: Int) -> Range<Int> {
  part * length / parts..<(part + 1) * length / parts
}
