package dev.tollgate.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The module's own rules. */
final class ArchitectureTest {
  private static final JavaClasses LEDGER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tollgate.ledger");

  @Test
  void sqlStandsInJdbcClassesAndTheirRows() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Jdbc")
        .and()
        .doNotHaveSimpleName("Columns") // the parameters of their statements
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Statement.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(PreparedStatement.class)
        .check(LEDGER);
  }

  @Test
  void grpcStaysAtTheEdge() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..credits..", "..limits..", "..usage..", "..prices..", "..verify..", "..db..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "dev.tollgate.ledger.api..")
        .check(LEDGER);
  }

  @Test
  void timeComesFromAClockThatWasPassedIn() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(LedgerServer.class.getName())
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "getenv")
        .check(LEDGER);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.tollgate.ledger.(*)..").should().beFreeOfCycles().check(LEDGER);
  }
}
