package io.sampo.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls of this module; the names are the rules. */
class ArchitectureTest {

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .importPackages("io.sampo.http", "io.sampo.protocol");
  }

  @Test
  void knowsTheClusterOnlyThroughTheProtocol() {
    noClasses()
        .that()
        .resideInAPackage("io.sampo.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.sampo.node..", "io.sampo.cluster..", "io.sampo.launcher..")
        .check(classes);
  }

  @Test
  void touchesNeitherTheEngineNorTheSerializer() {
    noClasses()
        .that()
        .resideInAPackage("io.sampo.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ai.djl..", "com.esotericsoftware..", "io.sampo.protocol.serialization..")
        .check(classes);
  }

  @Test
  void onlyTheGrpcDoorKnowsGrpc() {
    noClasses()
        .that()
        .resideInAPackage("io.sampo.http..")
        .and()
        .resideOutsideOfPackage("io.sampo.http.grpc..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.sampo.protocol.grpc..")
        .check(classes);
  }

  @Test
  void grpcStatusesAreMadeInOnePlace() {
    noClasses()
        .that()
        .resideInAPackage("io.sampo.http..")
        .and()
        .doNotHaveSimpleName("StatusCodes")
        .should()
        .callMethod(io.grpc.Status.class, "withDescription", String.class)
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.sampo.http.(*)..").should().beFreeOfCycles().check(classes);
    noClasses()
        .that()
        .resideInAPackage("io.sampo.http.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.sampo.http")
        .check(classes);
  }

  @Test
  void codecsKnowNeitherActorsNorHttp() {
    noClasses()
        .that()
        .haveNameMatching(
            "io\\.sampo\\.http\\.rest\\.(Infer(Request|Reply).*|Tensor.*|Raw.*|Input.*|Json"
                + "Refusal|ParametersJson)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.pekko..")
        .check(classes);
  }

  @Test
  void theProtocolKnowsNoTransport() {
    noClasses()
        .that()
        .resideInAPackage("io.sampo.http.inference..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.pekko.http..",
            "org.apache.pekko.stream..",
            "com.fasterxml..",
            "io.sampo.http.rest..")
        .check(classes);
  }

  @Test
  void problemDocumentsAreMadeInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sampo.http.admin..")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("Problems")
        .check(classes);
  }

  @Test
  void actorsAreMadeOnlyByTheirFactories() {
    classes()
        .that()
        .areAssignableTo("org.apache.pekko.actor.typed.javadsl.AbstractBehavior")
        .and()
        .resideInAPackage("io.sampo.http..")
        .should()
        .haveOnlyPrivateConstructors()
        .check(classes);
  }
}
