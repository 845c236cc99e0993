package io.sampo.node.training.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.engine.ParameterSlice;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafetensorsFileTest {
  private static final JobId JOB = new JobId("digits");
  private static final ParameterSlice WEIGHT = new ParameterSlice("weight", Shape.of(2, 3), 0);
  private static final ParameterSlice SCALAR = new ParameterSlice("bias \"a\"", Shape.of(), 6);

  /** Made by hand from the format's description: 183 characters, filled up to 184 = 0xb8. */
  @Test
  void writesTheBytesThatTheFormatDescribes() throws IOException {
    // given
    String length = "b800000000000000";
    String header =
        "{\"__metadata__\":{\"format\":\"pt\",\"job\":\"digits\",\"step\":\"40\"},"
            + "\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            + "\"bias \\\"a\\\"\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[24,28]}} ";
    String floats = "0000803f0000004000004040000080400000a0400000c040000000bf";

    // when
    SafetensorsFile file = file(List.of(WEIGHT, SCALAR), 1, 2, 3, 4, 5, 6, -0.5f);

    // then
    assertThat(HexFormat.of().formatHex(file.content().readAllBytes()))
        .isEqualTo(length + HexFormat.of().formatHex(header.getBytes(UTF_8)) + floats);
    assertThat(file.bytes()).isEqualTo(file.content().readAllBytes().length);
  }

  @Test
  void isReadBackByAStrictReader() throws IOException {
    // given
    ParameterSlice empty = new ParameterSlice("nothing", Shape.of(0, 4), 6);
    SafetensorsFile file = file(List.of(WEIGHT, empty, SCALAR), 1, 2, 3, 4, 5, 6, 7);

    // when
    StrictSafetensors read = StrictSafetensors.read(file.content().readAllBytes());

    // then
    assertThat(read.tensors().keySet()).containsExactly("weight", "nothing", "bias \"a\"");
    assertThat(read.tensors().get("weight")).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(read.tensors().get("nothing")).isEmpty();
    assertThat(read.tensors().get("bias \"a\"")).containsExactly(7);
    assertThat(read.metadata()).containsEntry("step", "40").containsEntry("format", "pt");
  }

  @Test
  void fillsEveryHeaderUpToAMultipleOfEight() throws IOException {
    for (int letters = 1; letters <= 8; letters++) {
      ParameterSlice tensor = new ParameterSlice("x".repeat(letters), Shape.of(1), 0);
      byte[] bytes = file(List.of(tensor), 1).content().readAllBytes();

      assertThat(StrictSafetensors.read(bytes).tensors()).hasSize(1);
    }
  }

  @Test
  void refusesHolesAndNamesThatAreThereTwice() {
    ParameterSlice late = new ParameterSlice("late", Shape.of(1), 7);
    ParameterSlice again = new ParameterSlice("weight", Shape.of(1), 6);
    ParameterSlice reserved = new ParameterSlice("__metadata__", Shape.of(1), 0);

    assertThatThrownBy(() -> file(List.of(WEIGHT, late), 1))
        .hasMessageContaining("Expected [late] to begin at float [6], but it begins at [7]");
    assertThatThrownBy(() -> file(List.of(WEIGHT, again), 1))
        .hasMessageContaining("[weight] is there twice");
    assertThatThrownBy(() -> file(List.of(reserved), 1)).hasMessageContaining("[__metadata__]");
  }

  @Test
  void makesNoTwoJobsWriteTheSameFile() throws IOException {
    SafetensorsFile one = SafetensorsFile.ofOptimizerState(JOB, 1, floats());
    SafetensorsFile other = SafetensorsFile.ofOptimizerState(new JobId("other"), 1, floats());

    assertThat(one.content().readAllBytes()).isNotEqualTo(other.content().readAllBytes());
  }

  private static SafetensorsFile file(List<ParameterSlice> layout, float... values) {
    return SafetensorsFile.ofParameters(JOB, 40, layout, floats(values));
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.flip();
  }
}
