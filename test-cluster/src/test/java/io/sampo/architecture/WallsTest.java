package io.sampo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.Behavior;

@AnalyzeClasses(packages = "io.sampo", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {

  @ArchTest
  static final ArchRule protocol_knows_no_other_module =
      noClasses()
          .that()
          .resideInAPackage("io.sampo.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.sampo.http..", "io.sampo.node..", "io.sampo.cluster..", "io.sampo.launcher..");

  @ArchTest
  static final ArchRule protocol_holds_no_behaviour =
      noClasses()
          .that()
          .resideInAPackage("io.sampo.protocol..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Behavior.class);

  @ArchTest
  static final ArchRule the_frontend_knows_the_cluster_only_through_protocol =
      noClasses()
          .that()
          .resideInAPackage("io.sampo.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.sampo.node..", "io.sampo.cluster..", "io.sampo.launcher..");

  @ArchTest
  static final ArchRule only_the_root_of_a_node_knows_the_frontend =
      noClasses()
          .that()
          .resideInAPackage("io.sampo.node.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.sampo.http..");

  @ArchTest
  static final ArchRule a_node_knows_no_launcher =
      noClasses()
          .that()
          .resideInAPackage("io.sampo.node..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.sampo.cluster..", "io.sampo.launcher..");

  @ArchTest
  static final ArchRule only_the_adapter_knows_the_deep_learning_library =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.sampo.node.engine.djl..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule only_serialization_knows_kryo =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.sampo.protocol.serialization..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.esotericsoftware..");

  @ArchTest
  static final ArchRule only_the_grpc_door_knows_grpc =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.sampo.http.grpc..", "io.sampo.protocol.grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.sampo.protocol.grpc..");

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("io.sampo.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobody_waits_for_a_future_without_a_deadline =
      noClasses()
          .should()
          .callMethod(CompletableFuture.class, "join")
          .orShould()
          .callMethod(CompletableFuture.class, "get")
          .because("a wait without a deadline hangs when something else does");

  @ArchTest
  static final ArchRule names_say_what_a_class_is_responsible_for =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager");

  @ArchTest
  static final ArchRule the_step_transaction_is_pure =
      noClasses()
          .that()
          .resideInAPackage("io.sampo.node.training.step")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.pekko..", "java.io..", "java.net..", "java.nio..");
}
