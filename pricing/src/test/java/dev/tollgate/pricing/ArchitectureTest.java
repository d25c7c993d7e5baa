package dev.tollgate.pricing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tollgate.pricing");

  @Test
  void theSumsDependOnNothingButTheLanguage() {
    classes()
        .that()
        .resideInAPackage("dev.tollgate.pricing")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.tollgate.pricing", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void noBinaryFractionTouchesMoney() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Double.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(double.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(float.class)
        .check(CLASSES);
  }
}
