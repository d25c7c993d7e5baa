package dev.tollgate.kit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tollgate");

  @Test
  void theKitKnowsNothingOfTheServers() {
    noClasses()
        .that()
        .resideInAPackage("dev.tollgate.kit..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.tollgate..").and(resideOutsideOfPackage("dev.tollgate.kit..")))
        .check(CLASSES);
  }

  @Test
  void itsPackagesHaveNoCycles() {
    slices().matching("dev.tollgate.kit.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void configurationNeedsNoOtherPart() {
    classes()
        .that()
        .resideInAPackage("dev.tollgate.kit.config")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.tollgate.kit.config", "java..", "org.jspecify..", "tools.jackson..")
        .check(CLASSES);
  }
}
