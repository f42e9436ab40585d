import CMPI

/// What is known of a message that has arrived or is about to.
public struct Status: Equatable, Sendable {
  /// The rank that sent the message.
  public let source: Int
  /// The tag that the message was sent with.
  public let tag: Int
  /// The length of the message in elements.
  public let count: Int

  init(_ status: MPI_Status, of datatype: MPIDatatype) throws(MPIError) {
    var status = status
    var units: MPI_Count = 0
    try check("MPI_Get_elements_x", MPI_Get_elements_x(&status, datatype.unit.handle, &units))
    source = Int(status.MPI_SOURCE)
    tag = Int(status.MPI_TAG)
    count = Int(units) / datatype.unitsPerElement
  }
}
