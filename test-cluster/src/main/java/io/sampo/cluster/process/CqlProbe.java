package io.sampo.cluster.process;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a Cassandra server one question in its own language (native protocol, version 4). An open
 * port is not health: a server can accept connections and fail every statement. A driver would do
 * the same with a second of start-up and a dozen threads.
 */
final class CqlProbe {

  private static final int VERSION_REQUEST = 0x04;
  private static final int OPCODE_STARTUP = 0x01;
  private static final int OPCODE_READY = 0x02;
  private static final int OPCODE_QUERY = 0x07;
  private static final int OPCODE_RESULT = 0x08;
  private static final int CONSISTENCY_ONE = 0x0001;
  private static final int LARGEST_ANSWER = 1 << 20;

  private CqlProbe() {}

  /**
   * Whether the server answers a query.
   *
   * @param patience for the connection, and again for each answer
   */
  static boolean answers(int port, Duration patience) {
    int millis = Math.toIntExact(patience.toMillis());
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      send(out, OPCODE_STARTUP, startup());
      if (receive(in) != OPCODE_READY) {
        return false;
      }
      send(out, OPCODE_QUERY, query("SELECT release_version FROM system.local"));
      return receive(in) == OPCODE_RESULT;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A string map with one entry. */
  private static byte[] startup() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeShort(1);
    writeString(body, "CQL_VERSION");
    writeString(body, "3.0.0");
    return bytes.toByteArray();
  }

  /** A long string, a consistency level, and no flags. */
  private static byte[] query(String statement) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    byte[] text = statement.getBytes(StandardCharsets.UTF_8);
    body.writeInt(text.length);
    body.write(text);
    body.writeShort(CONSISTENCY_ONE);
    body.writeByte(0);
    return bytes.toByteArray();
  }

  private static void writeString(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /** Header: version, flags, stream (2 bytes), opcode, length of the body (4 bytes). */
  private static void send(DataOutputStream out, int opcode, byte[] body) throws IOException {
    out.writeByte(VERSION_REQUEST);
    out.writeByte(0);
    out.writeShort(0);
    out.writeByte(opcode);
    out.writeInt(body.length);
    out.write(body);
    out.flush();
  }

  private static int receive(DataInputStream in) throws IOException {
    in.skipNBytes(4);
    int opcode = in.readUnsignedByte();
    int length = in.readInt();
    if (length < 0 || length > LARGEST_ANSWER) {
      throw new IOException("Expected an answer of CQL, but its length is [" + length + "].");
    }
    in.skipNBytes(length);
    return opcode;
  }
}
