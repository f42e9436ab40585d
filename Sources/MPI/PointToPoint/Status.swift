import CMPI

/// What is known of a message that has arrived or is about to.
public struct Status: Equatable, @unchecked Sendable {
  /// The rank that sent the message.
  public var source: Int { Int(status.MPI_SOURCE) }
  /// The tag that the message was sent with.
  public var tag: Int { Int(status.MPI_TAG) }

  // Plain values, which nobody changes; MPI's handles are not declared to be such.
  private let status: MPI_Status
  private let datatype: MPIDatatype

  init(_ status: MPI_Status, of datatype: MPIDatatype) {
    self.status = status
    self.datatype = datatype
  }

  /// The length of the message in elements. MPI is asked for it each time, since many do not want to know.
  public var count: Int {
    var status = status
    var units: MPI_Count = 0
    let code = MPI_Get_elements_x(&status, datatype.unit.handle, &units)
    precondition(
      code == MPI_SUCCESS, "MPI cannot count the elements of a message that it has received")
    return Int(units) / datatype.unitsPerElement
  }

  /// Whether two messages have the same sender, tag and length.
  public static func == (one: Status, other: Status) -> Bool {
    one.source == other.source && one.tag == other.tag && one.count == other.count
  }
}
