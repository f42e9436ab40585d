import CMPI

/// What is known of a message that has arrived or is about to.
public struct Status: Equatable, Sendable {
  /// The rank that sent it.
  public let source: Int
  /// The tag it was sent with.
  public let tag: Int
  /// Its length in elements.
  public let count: Int

  init<Element: MPIElement>(_ status: MPI_Status, of type: Element.Type) throws(MPIError) {
    var status = status
    var units: MPI_Count = 0
    try check(
      "MPI_Get_elements_x",
      MPI_Get_elements_x(&status, Element.mpiDatatype.unit.handle, &units))
    source = Int(status.MPI_SOURCE)
    tag = Int(status.MPI_TAG)
    count = Int(units) / Element.mpiDatatype.unitsPerElement
  }
}
