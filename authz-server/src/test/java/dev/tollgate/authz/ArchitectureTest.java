package dev.tollgate.authz;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tollgate.authz");

  @Test
  void nothingThatTheCheckUsesKnowsTheCheck() {
    noClasses()
        .that()
        .resideInAnyPackage("..authz.authn..", "..authz.credits..", "..authz.providers..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..authz.check..")
        .check(CLASSES);
  }

  @Test
  void identityKnowsNeitherMoneyNorProviders() {
    noClasses()
        .that()
        .resideInAPackage("..authz.authn..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..authz.credits..", "..authz.providers..", "..authz.usage..")
        .check(CLASSES);
  }

  @Test
  void envoysTypesStopAtTheCheck() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..authz.check..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.envoyproxy..")
        .check(CLASSES);
  }

  @Test
  void statementsStandInJdbcClasses() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Jdbc")
        .and()
        .haveSimpleNameNotStartingWith("KeyUse") // one batched statement, beside what it writes
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.sql\\.(Connection|PreparedStatement|ResultSet)|org\\.jdbi\\..*")
        .check(CLASSES);
  }

  /** Its classes are many: they are loaded where a key is in AWS KMS, and nowhere else. */
  @Test
  void oneClassKnowsAmazonsSdk() {
    noClasses()
        .that()
        .doNotHaveSimpleName("AwsKms")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(CLASSES);
  }
}
