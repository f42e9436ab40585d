import FaceClustering
import ProgramArguments

extension LocalProgram {
  /// Says what a run would need.
  ///
  /// - Returns: the forecast, as the command line asks for it.
  func forecast(_ line: Arguments) throws(Failure) -> String {
    let forecast = try RunForecast(
      line.options, ranks: line.plannedRanks, ranksPerNode: line.ranksPerNode ?? line.plannedRanks)
    return line.json ? JSONText.of(forecast) : forecast.text
  }
}
