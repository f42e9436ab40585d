import Foundation
import MPI

/// A plate whose middle is hot at first. Each rank has a block of it, with a halo one cell wide in which
/// the edges of its neighbors' blocks lie.
struct Plate {
  static let side = 24
  let grid: CartesianTopology
  let rows: Int
  let columns: Int
  /// Row by row, halo included.
  var cells: MPIBuffer<Double>
  private var next: MPIBuffer<Double>

  var width: Int { columns + 2 }

  init(on grid: CartesianTopology) {
    self.grid = grid
    let own = zip(grid.coordinates, grid.dimensions).map { part($0, of: $1, length: Self.side) }
    rows = own[0].count
    columns = own[1].count
    cells = MPIBuffer(repeating: 0, count: (rows + 2) * (columns + 2))
    next = MPIBuffer(repeating: 0, count: (rows + 2) * (columns + 2))
    let hot = Self.side / 3..<2 * Self.side / 3
    for (row, plateRow) in own[0].enumerated() where hot.contains(plateRow) {
      for (column, plateColumn) in own[1].enumerated() where hot.contains(plateColumn) {
        cells[(row + 1) * width + column + 1] = 100
      }
    }
  }

  /// Fetches the edges of the four neighbors. Rows are sent from where they lie; columns, whose cells lie
  /// apart, are put together first.
  func exchangeHalo() throws {
    let world = grid.communicator
    func row(_ index: Int) -> Range<Int> { index * width + 1..<index * width + 1 + columns }
    func column(_ index: Int) -> MPIBuffer<Double> {
      MPIBuffer((1...rows).map { cells[$0 * width + index] })
    }
    let (above, below) = try grid.shift(along: 0, by: 1)
    let (left, right) = try grid.shift(along: 1, by: 1)
    var requests: [Request] = []
    for (neighbor, edge, halo) in [(above, 1, 0), (below, rows, rows + 1)] {
      guard let neighbor else { continue }
      requests.append(try world.immediateReceive(into: cells, row(halo), from: neighbor))
      requests.append(try world.immediateSend(cells, row(edge), to: neighbor))
    }
    var columnsToPlace: [(cells: MPIBuffer<Double>, halo: Int)] = []
    for (neighbor, edge, halo) in [(left, 1, 0), (right, columns, columns + 1)] {
      guard let neighbor else { continue }
      let incoming = MPIBuffer<Double>(uninitializedCount: rows)
      requests.append(try world.immediateReceive(into: incoming, from: neighbor))
      requests.append(try world.immediateSend(column(edge), to: neighbor))
      columnsToPlace.append((incoming, halo))
    }
    try Request.waitAll(requests)
    for (column, halo) in columnsToPlace {
      for index in 1...rows { cells[index * width + halo] = column[index - 1] }
    }
  }

  /// Gives every cell the mean of its four neighbors. Beyond the plate it is cold.
  mutating func step() throws {
    try exchangeHalo()
    for row in 1...rows {
      for cell in row * width + 1..<row * width + 1 + columns {
        let sum = cells[cell - width] + cells[cell + width] + cells[cell - 1] + cells[cell + 1]
        next[cell] = sum / 4
      }
    }
    swap(&cells, &next)
  }
}

/// Spreads heat over a plate that is cut into blocks, and prints how hot its hottest cell is.
func spreadHeat(_ world: Communicator) throws {
  let shape = try CartesianTopology.dimensions(ranks: world.size, count: 2)
  guard
    let grid = try CartesianTopology(of: world, dimensions: shape, isPeriodic: [false, false])
  else { return }
  var plate = Plate(on: grid)
  for _ in 0..<50 { try plate.step() }

  var hottest = 0.0
  for row in 1...plate.rows {
    for column in 1...plate.columns {
      hottest = max(hottest, plate.cells[row * plate.width + column])
    }
  }
  if let hottest = try grid.communicator.reduce(hottest, with: .max, to: 0), world.rank == 0 {
    print("the hottest cell has \(String(format: "%.9f", hottest)) degrees")
  }
}
