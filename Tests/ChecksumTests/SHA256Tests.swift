import Checksum
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "The values of FIPS 180-4's examples, and what lies at the edges of a block",
        arguments: [
            (
                "",
                0xe3b0_c442_98fc_1c14, 0xa495_991b_7852_b855
            ),
            (
                "abc",
                0xba78_16bf_8f01_cfea, 0xb410_ff61_f200_15ad
            ),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                0x248d_6a61_d206_38b8, 0xf6ec_edd4_19db_06c1
            ),
            (
                String(repeating: "a", count: 55),
                0x9f43_90f8_d30c_2dd9, 0x1c9f_1e91_0f73_4318
            ),
            (
                String(repeating: "a", count: 56),
                0xb354_39a4_ac6f_0948, 0xef79_7068_6ec6_738a
            ),
            (
                String(repeating: "a", count: 63),
                0x7d3e_74a0_5d7d_b15b, 0xfff2_da45_7ddc_2f34
            ),
            (
                String(repeating: "a", count: 64),
                0xffe0_54fe_7ae0_cb6d, 0x9973_37df_1546_68eb
            ),
            (
                String(repeating: "a", count: 119),
                0x31eb_a51c_313a_5c08, 0xf952_f7ea_6584_dcfb
            ),
            (
                String(repeating: "a", count: 120),
                0x2f3d_3354_32c7_0b58, 0xedfd_c55a_f904_c21c
            ),
            (
                String(repeating: "a", count: 1_000_000),
                0xcdc7_6e5c_9914_fb92, 0x046d_39cc_c711_2cd0
            ),
        ] as [(String, UInt64, UInt64)]
    )
    func knownValues(text: String, first: UInt64, fourth: UInt64) {
        let bytes = Array(text.utf8)
        let digest = SHA256.digest(of: bytes.span)

        #expect(digest.first == first)
        #expect(digest.fourth == fourth)
    }

    @Test("Texts of every length around a block have digests of their own")
    func lengths() {
        let digests = (0...200).map { SHA256.digest(of: [UInt8](repeating: 0, count: $0).span) }
        #expect(Set(digests).count == 201)
    }
}
