package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.Fixtures;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the door says of a version with a plan, and takes for it: columns of raw rows. */
class RawRowsTest {
  private static final PreprocessingPlan PLAN =
      new PreprocessingPlan(
          2,
          List.of(
              FeaturePlan.ofNumber("area", 10, 0, 1),
              FeaturePlan.ofCategories("city", List.of("Oulu", "Turku"))),
          1,
          true,
          UnknownCategory.REFUSE);
  private static final Signature MODULE =
      new Signature(
          List.of(new TensorSpec("features", DataType.FP32, Shape.of(3))),
          List.of(new TensorSpec("y", DataType.FP32, Shape.of(2))),
          4,
          List.of());

  private static ProtocolServer server;

  @BeforeAll
  static void open() {
    server = ProtocolServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  /** The door knows models as the catalog holds them, without what a plan has learned. */
  @BeforeEach
  void serve() {
    server.reset();
    server.serve(Fixtures.served("m", "1", MODULE.behind(PLAN, null)).brief());
  }

  @Test
  void describesTheColumnsAsInputs() {
    JsonNode metadata = ProtocolServer.json(server.get("/v2/models/m"));

    assertThat(metadata.path("inputs").toString())
        .isEqualTo(
            """
            [{"name":"area","datatype":"FP64","shape":[-1]},\
            {"name":"city","datatype":"BYTES","shape":[-1]}]\
            """);
    assertThat(metadata.path("outputs").path(0).path("shape").toString()).isEqualTo("[-1,2]");
  }

  @Test
  void routesColumnsWithMissingCells() throws InterruptedException {
    HttpResponse<String> response =
        server.infer(
            """
            {'inputs':[{'name':'city','datatype':'BYTES','shape':[1],'data':['']},
                       {'name':'area','datatype':'FP64','shape':[1],'data':[null]}]}
            """);

    assertThat(response.statusCode()).isEqualTo(200);
    RoutedRequest routed = server.router().nextRouted();
    assertThat(routed.inputs().get(1).data().getDouble(0)).isNaN();
  }

  @Test
  void refusesAColumnTooFewAndColumnsOfOtherLengths() {
    HttpResponse<String> tooFew =
        server.infer("{'inputs':[{'name':'area','datatype':'FP64','shape':[1],'data':[1]}]}");
    HttpResponse<String> uneven =
        server.infer(
            """
            {'inputs':[{'name':'area','datatype':'FP64','shape':[2],'data':[1,2]},
                       {'name':'city','datatype':'BYTES','shape':[1],'data':['Oulu']}]}
            """);

    assertThat(tooFew.statusCode()).isEqualTo(400);
    assertThat(ProtocolServer.error(tooFew)).contains("missing required input(s) ['city']");
    assertThat(uneven.statusCode()).isEqualTo(400);
    assertThat(ProtocolServer.error(uneven)).contains("batch size does not match");
  }

  @Test
  void refusesWhatTheBareModuleWouldTake() {
    HttpResponse<String> response =
        server.infer(
            "{'inputs':[{'name':'features','datatype':'FP32','shape':[1,3],'data':[1,0,0]}]}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(ProtocolServer.error(response)).contains("unexpected inference input 'features'");
  }
}
