package io.sampo.node.training.data;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Reads rows of cells by RFC 4180, with a delimiter of choice. Not thread-safe. */
final class CsvReader {
  /** A quote that is never closed would otherwise make one cell of the rest of the file. */
  private static final int LONGEST_ROW = 1 << 20;

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final String name;
  private final BoundedRows input;
  private final Iterator<CSVRecord> records;
  private long row;

  /**
   * @param input decoded
   * @param name of the file, for messages
   */
  CsvReader(BufferedReader input, String name, char delimiter) throws IOException {
    this.name = name;
    input.mark(1);
    if (input.read() != BYTE_ORDER_MARK) {
      input.reset();
    }
    this.input = new BoundedRows(input);
    this.records =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter)
            .setLenientEof(false)
            .setTrailingData(false)
            .get()
            .parse(this.input)
            .iterator();
  }

  /** The number of the row that was read last; the first, header or not, is 1. */
  long row() {
    return row;
  }

  /**
   * The cells of the next row, an empty text for an empty one; null behind the last row.
   *
   * @throws FileFormatException naming the row
   */
  List<String> read() throws IOException {
    row++;
    input.nextRow();
    try {
      return records.hasNext() ? records.next().toList() : null;
    } catch (UncheckedIOException failure) {
      if (failure.getCause() instanceof CSVException malformed) {
        throw new FileFormatException(
            "Expected cells as RFC 4180 has them in row %d of [%s], but: %s"
                .formatted(row, name, malformed.getMessage()));
      }
      throw failure.getCause();
    }
  }

  /** Refuses a row that is much longer than rows are; the parser's buffer counts in. */
  private final class BoundedRows extends FilterReader {
    private long rest;

    BoundedRows(Reader input) {
      super(input);
    }

    void nextRow() {
      rest = LONGEST_ROW;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      take(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      take(Math.max(0, read));
      return read;
    }

    private void take(int characters) throws FileFormatException {
      rest -= characters;
      if (rest < 0) {
        throw new FileFormatException(
            "Expected rows of at most %d characters in [%s], but row %d is longer; a closing quote"
                    .formatted(LONGEST_ROW, name, row)
                + " may be missing");
      }
    }
  }
}
