package dev.tollgate.authz.admin;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.Organization;
import dev.tollgate.proto.admin.v1.UpdateOrganizationRequest;

/** What is to become of an organization. */
record OrganizationUpdate(UpdateOrganizationRequest wanted) {
  private static final String CLOSED = "closed";

  /** Whether it decides what anything costs, or how much there may be of it. */
  boolean concernsMoney() {
    return wanted.hasPlan()
        || wanted.hasSubscriptionTier()
        || wanted.hasPriceBook()
        || wanted.hasMaxApiKeys()
        || wanted.getMaxApiKeysOfPlan()
        || wanted.hasStatus();
  }

  /** The organization with the changes. Throws FAILED_PRECONDITION for one that is closed. */
  Organization of(Organization before) {
    if (before.getStatus().equals(CLOSED)) {
      throw GrpcErrors.failedPrecondition(
          "the organization " + before.getSlug() + " is closed, which is for good");
    }
    var after = before.toBuilder();
    if (wanted.hasName()) {
      after.setName(wanted.getName());
    }
    if (wanted.hasDisplayName()) {
      after.setDisplayName(wanted.getDisplayName());
    }
    if (wanted.hasEmail()) {
      after.setEmail(wanted.getEmail());
    }
    if (wanted.hasPlan()) {
      after.setPlan(wanted.getPlan());
    }
    if (wanted.hasSubscriptionTier()) {
      after.setSubscriptionTier(wanted.getSubscriptionTier());
    }
    if (wanted.hasPriceBook()) {
      after.setPriceBook(wanted.getPriceBook());
    }
    if (wanted.hasStatus()) {
      after.setStatus(wanted.getStatus());
    }
    limit(after);
    return after.build();
  }

  private void limit(Organization.Builder after) {
    if (wanted.getMaxApiKeysOfPlan()) {
      after.clearMaxApiKeys();
    }
    if (wanted.hasMaxApiKeys()) {
      after.setMaxApiKeys(wanted.getMaxApiKeys());
    }
  }
}
