/// Why there is no thumbnail of a picture.
package enum PictureError: UInt8, Error, CaseIterable {
  /// There is no such file.
  case missing
  /// It cannot be read as the picture that its first bytes say it is, or is no file of bytes.
  case broken
  /// It has more bytes or pixels than are read.
  case tooLarge
  /// It is of a kind that is not read.
  case otherKind
  /// The program was built without the libraries that read pictures.
  case noLibrary
}
