/** Bundles as OpenSSL and Windows write them, of a key that signs nothing but this test. */

import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { pemOfPkcs12 } from "../../src/resources/pkcs12.ts";

const bundles = {
  "AES, as OpenSSL 3 writes it": [
    "MIIEBgIBAzCCA8AGCSqGSIb3DQEHAaCCA7EEggOtMIIDqTCCAmEGCSqGSIb3DQEHBqCCAlIwggJOAgEAMIICRwYJKoZIhvcNAQcBMFYGCSqGSI",
    "b3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAguRgdJ777vDAIBATAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQeqNEAU2591XSAVZM114PKoCC",
    "AeBHEQR7BeJqjvKeo+Ga8WxFd9ILS2i0vnBGJXLxTtwrCHaf9N3wSH9dtLXbj706ZEIxj9dM7q4cy4LcBZkwojT18CU2NKKT5P1giA2KC/8HIn",
    "YCn5MKN34KR+d5ZnCzo2FPXSDw5UTyUMm/u87jAqeHhAW4NILRALFFBkj4IYaumZxn3YN4ZuCIBU3BPTWr3JmPj9vKPWEnjg8wE0yjtAJlYRdy",
    "S0mIddEMlnp+ZnGaQCYp7sh33vQozkNxXP/PO8Pcs6ztRHZ4HSdDDBdBJMUNuWrhc3IU/8R+9W00dKf+FljmmKns9+6a1KvKnsDLPcXALjPLRT",
    "vOtC/tOGfa19o12VAaABOWLifHGTuR7fJ+EmYOBx5jbiRJ4ErBsttupyxR1PKBVZtsQlLWao8Z4NwNPy8xw6ZK2qIcxbcksnos5QW7xUmSZKCj",
    "rvZ5MuywwDx1MUAYAaq/neRaLsd2lczno0EjNdcORMHD9qoNu6n1cHgbGv9dDzqzKRdX3mhjYdIkwDPL4iadExPDlU5fMQE/hOlvp6PcKmoZ6d",
    "mY9c1uuezeURjtZDBvsANJysD1GBMU6RrM7J1ixhDIHNZU5+AauYZnFtAwhsVPbZ434IX+aa1YA4TvUGmlSjNk+SURS6swggFABgkqhkiG9w0B",
    "BwGgggExBIIBLTCCASkwggElBgsqhkiG9w0BDAoBAqCB7jCB6zBWBgkqhkiG9w0BBQ0wSTAoBgkqhkiG9w0BBQwwGwQIBTUasP99Ih8CAQEwDA",
    "YIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFQR3c2QqF7lMhg1kWzyPfkEgZCyOJaBSvVdwhuZUR2lVckTRnCF2JLZOhHNpdzZG6l6SMhOTnAN",
    "D1k02Fppbuqiw+9sS+B/pEXe07TivNKNJykO90XMcMs0mX6aXrLfYXqsnm8miWqRt4dLwHeA5AZk7a11vKRVRu2a6t6LnVcJf+Umf7c5dyWSII",
    "QkT1xfCq1+UiUHcAf8UhbahX4o2k7/WnYxJTAjBgkqhkiG9w0BCRUxFgQUL4ndlr7lVfvoVSxoARTslLc9wWUwPTAxMA0GCWCGSAFlAwQCAQUA",
    "BCC8hwKxDkC/eSUXCFcDqcfs+wof6f+2/davluKMIG/8YQQIIx4uW7NCDgE=",
  ].join(""),
  "Triple DES, as Windows does": [
    "MIIDdAIBAzCCAz4GCSqGSIb3DQEHAaCCAy8EggMrMIIDJzCCAh4GCSqGSIb3DQEHBqCCAg8wggILAgEAMIICBAYJKoZIhvcNAQcBMBsGCiqGSI",
    "b3DQEMAQMwDQQIFo//Yj3fkxoCAQGAggHYr6nBvJ4oVit8sZIIM7dYjD/52pX8fuDyPMr0r4ZLMNR1k278YoFGRXKBQZDdhb/YnUB+U2BUrjbY",
    "Jzb5ykaXC7BttzKRz3W+9EDqnlVZnHfgzK3Ojm01S/LgaoX64ncqCXtXBMP7cRMDHJuLVhDQcSkoY0cu6BkbL5Qfk1DazFPwtAqkh6vNClwT8/",
    "RlQ/XIZBIeDCtMcCFMsrxz6UMMxJikP0NxI9KZRQX+1L23+HcLFQ2t8GaGhwBkNtjbCcM/w99SZExKUAiQWlpC6RlIACbRzNodGSL5L1Hlg874",
    "6BUnu2npXSxWWWRmBm4WHj8h5ZRXFGMqMVKu9Edav7Wg1Q7lkEcO/qN3KDOqi9vUiySSLxLDnczhbUjC9ZmJjjsWdRR5Hq5wkT+l8GdTtRM4DO",
    "nZyOcOZw49BY61rR05+8LZBnt2ki+HAlbCq2HT2+yv/f61oR5FWvPN4SDdvqmfZbKC//hkd8ls7WQH8SVzmAi8wznzwsERk2GjJuCnge+82TIS",
    "LDS5ucefT3b0ZAdYTDnTwEne160wO14JdzvZ73eXosnNFb0MhSEewO0mWOIHFtXbgA9F43UufsCOLjYBA9izS4+fMwzrJS1wfCJWCD/u8QVrol",
    "kgyDCCAQEGCSqGSIb3DQEHAaCB8wSB8DCB7TCB6gYLKoZIhvcNAQwKAQKggbMwgbAwGwYKKoZIhvcNAQwBAzANBAgtG2q6UR+4pwIBAQSBkCRX",
    "1giMAo9rWUcyx/9RMHYuFnlDrrALIgDbcg7e6rvY/Wa+r/e6tFRkBpHk6tZ4xztx9mBUyHc7Zt2lAU+TzKhYb5MrBmt6UTcaYTRSSl7BncbgBy",
    "nkcf/zwhlawzHvEbvWt60UbEtRP2+QkCXvrZE5/lLPqS/m35x/vJi4c0/TuiaYhAQLlCTXTJse7ROg4zElMCMGCSqGSIb3DQEJFTEWBBQvid2W",
    "vuVV++hVLGgBFOyUtz3BZTAtMCEwCQYFKw4DAhoFAAQUvVfOXtwyXU9CXJ/F3L2bNiOwynIECCudFU1irryZ",
  ].join(""),
};

describe.each(Object.entries(bundles))("a bundle encrypted with %s", (_, encoded) => {
  const bundle = Buffer.from(encoded, "base64");

  test("gives the certificate and its key", () => {
    const pem = pemOfPkcs12(bundle, "a-password");
    const certificate = new X509Certificate(pem);
    expect(certificate.subject).toBe("CN=a test");
    expect(certificate.checkPrivateKey(createPrivateKey(pem))).toBe(true);
  });

  test("is not opened with another password, nor when it is cut", () => {
    expect(() => pemOfPkcs12(bundle, "another")).toThrow(/^The bundle of the certificate cannot be opened \(/);
    expect(() => pemOfPkcs12(bundle.subarray(0, 200), "a-password")).toThrow(/cannot be opened \(/);
  });
});
