/// Returns the indices of a page of a list.
///
/// - Parameters:
///   - index: The first index wanted.
///   - count: The number of elements wanted.
///   - total: The number of elements there are; 0 or more.
/// - Returns: The wanted indices that exist; none if `index` or `count` is negative.
func pageIndices(from index: Int, count: Int, of total: Int) -> Range<Int> {
    guard index >= 0, index < total, count > 0 else { return 0..<0 }
    return index..<(index + min(count, total - index))
}
