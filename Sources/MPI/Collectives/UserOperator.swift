import CMPI

extension ReductionOperator {
  /// An operator made from a function of your own, which may combine structs as well as numbers.
  ///
  /// ```swift
  /// struct Best: MPIFixedLayout { var score: Double; var row: Int }
  /// let best = try ReductionOperator<Best>(isCommutative: true) { $0.score >= $1.score ? $0 : $1 }
  /// let winner = try world.allReduce(mine, with: best)
  /// ```
  ///
  /// Make it on every rank, from the same function. The function must be associative; it may capture what
  /// it likes, but it must not call MPI, and there is nobody to catch an error for it. MPI may call it on
  /// any thread that is in MPI, which is why it is `@Sendable`. The operator is freed when its last copy
  /// goes; an operation under way keeps it.
  ///
  /// MPI's own operators are C functions with no place for a context. The closure therefore travels with
  /// the elements: as an attribute of the datatype by which they are described to MPI, which MPI hands to
  /// the C function. There is no table of closures, and no limit to their number.
  ///
  /// - Parameters:
  ///   - isCommutative: whether the order of the operands does not matter, so that MPI may choose it.
  ///     Where it does, the operands are combined in rank order.
  ///   - combine: gives `a * b` for the elements `a` of lower ranks and `b` of higher ones.
  @inlinable
  public init(
    isCommutative: Bool, _ combine: @escaping @Sendable (Element, Element) -> Element
  ) throws(MPIError) {
    try self.init(
      isCommutative: isCommutative,
      combiningAll: { lower, higher, count in
        let lower = lower.assumingMemoryBound(to: Element.self)
        let higher = higher.assumingMemoryBound(to: Element.self)
        for index in 0..<count { higher[index] = combine(lower[index], higher[index]) }
      })
  }

  @usableFromInline
  init(
    isCommutative: Bool, combiningAll combine: @escaping UserOperator.Combine
  ) throws(MPIError) {
    let owner = try UserOperator(
      isCommutative: isCommutative, bytesPerElement: MemoryLayout<Element>.stride, combine)
    self.init(UntypedOperator(owner.handle, owner))
  }
}

/// An operator of MPI that calls a Swift closure, which it finds as an attribute of the datatype.
@usableFromInline
final class UserOperator {
  /// Combines so many elements with those at the second address, in place.
  @usableFromInline
  typealias Combine = @Sendable (UnsafeRawPointer, UnsafeMutableRawPointer, Int) -> Void

  let handle: CMPIOp
  let datatype: CMPIDatatype
  private let combine: Combine

  /// The key of the attribute, of which a process needs one.
  private static let key: Result<Int32, MPIError> = {
    var key: Int32 = 0
    let code = cmpi_type_create_keyval(&key)
    guard code == MPI_SUCCESS else {
      return .failure(MPIError(operation: "MPI_Type_create_keyval", code: code))
    }
    return .success(key)
  }()

  init(isCommutative: Bool, bytesPerElement: Int, _ combine: @escaping Combine) throws(MPIError) {
    let key = try Self.key.get()
    var datatype = cmpi_datatype_null()
    try check(
      "MPI_Type_contiguous",
      MPI_Type_contiguous(Int32(bytesPerElement), cmpi_byte().handle, &datatype.handle))
    var operation = cmpi_op_null()
    let codes = [
      MPI_Type_commit(&datatype.handle),
      MPI_Op_create(
        { lower, higher, count, datatype in
          guard let lower, let higher, let count, let datatype else { return }
          UserOperator.combine(
            lower, higher, Int(count.pointee), CMPIDatatype(handle: datatype.pointee))
        }, isCommutative ? 1 : 0, &operation.handle),
    ]
    self.datatype = datatype
    self.handle = operation
    self.combine = combine
    try check("MPI_Type_commit", codes[0])
    try check("MPI_Op_create", codes[1])
    try check(
      "MPI_Type_set_attr",
      MPI_Type_set_attr(datatype.handle, key, Unmanaged.passUnretained(self).toOpaque()))
  }

  deinit {
    guard !MPIEnvironment.isFinalized else { return }
    var (operation, datatype) = (handle, datatype)
    MPI_Op_free(&operation.handle)
    MPI_Type_free(&datatype.handle)
  }

  /// What MPI calls, with the datatype of the elements.
  private static func combine(
    _ lower: UnsafeRawPointer, _ higher: UnsafeMutableRawPointer, _ count: Int,
    _ datatype: CMPIDatatype
  ) {
    var attribute: UnsafeMutableRawPointer?
    var found: Int32 = 0
    guard case .success(let key) = Self.key,
      MPI_Type_get_attr(datatype.handle, key, &attribute, &found) == MPI_SUCCESS, found != 0,
      let attribute
    else { fatalError("MPI calls a reduction operator without the datatype that it belongs to") }
    let owner = Unmanaged<UserOperator>.fromOpaque(attribute).takeUnretainedValue()
    owner.combine(lower, higher, count)
  }
}
