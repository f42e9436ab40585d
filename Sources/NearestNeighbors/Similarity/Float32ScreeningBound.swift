/// How far a float32 dot product of two unit rows can be from their similarity.
///
/// Whatever the order of summation, with or without fused multiply-add, n float32 products and
/// their sum are off by at most γ_n Σ|x_i y_i| with γ_n = n u / (1 - n u), u = 2^-24 (Higham,
/// Accuracy and Stability of Numerical Algorithms, 3.1), and Σ|x_i y_i| <= |x| |y|. Normalized rows
/// are stored in float32, so |x| <= 1 + u. The similarity itself is rounded once to float32 (at
/// most u) after a sum in double (at most n 2^-53). Two further units cover these and the
/// subnormal range. Pairs whose float32 score is below a threshold by more than this bound are
/// certainly below it.
package func float32ScreeningBound(dimension: Int) -> Float {
  let unit = 0x1p-24
  let n = Double(dimension + 2)
  return Float(n * unit / (1 - n * unit) * (1 + 4 * unit) + 2 * unit).nextUp
}
