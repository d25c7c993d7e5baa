package dev.tollgate.cli;

/** What Python's {@code cryptography.fernet} has made. */
final class OldTokens {
  static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  static final String OTHER_KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
  static final String OPENAI =
      "gAAAAABlU_EAAAECAwQFBgcICQoLDA0ODxh9l5YVv5wJ6UP26t1zt55yVNSI2XNSU5ePBqGOMFX3z1_61ZMxzdtPyqRr"
          + "Ay4a-CAe5gQIjH9AmYRV_jKuYpc=";
  static final String ANTHROPIC =
      "gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD7cGi3vsckLilDw6xkauCAxCAQS59707LWnrNtwNngjjTk68IDo9lcv-qV5S"
          + "dO-r19994o5ztQ52K0et_Vbvg9I=";
  static final String CLOUDFLARE =
      "gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD4_5Q78x8zOWGPNYh-HAygS6Ulomlt7gmS1K0OZy3_6sQO5ewzQbPLG_yTnk"
          + "WPnEWPoI_eUcaJOri-uAuuMX63k=";
  static final String OF_OTHER_KEY =
      "gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD9HSMgVUval7dZRdyDTVEWlkUBqGuP_k1IDF2BwcsjqqoSvcbRp6BNUc5o4I"
          + "YPcYuORCgX9cR5m122HdprhqMoQ=";

  private OldTokens() {}
}
