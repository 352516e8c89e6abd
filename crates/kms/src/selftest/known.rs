//! The built-in answers. Each stands under its standard, in the form that vectors have.

/// One known answer.
pub(super) struct Answer {
    /// The algorithm, by the name that vectors have for it.
    pub algorithm: &'static str,
    /// The inputs, JSON.
    pub inputs: &'static str,
    /// The output.
    pub output: &'static str,
}

/// Every known answer.
#[rustfmt::skip]
pub(super) const ANSWERS: &[Answer] = &[
    // RFC 4493, 4, example 3: AES-128
    Answer {
        algorithm: "AES-CMAC",
        inputs: r##"{"key": "2b7e151628aed2a6abf7158809cf4f3c", "message": "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411"}"##,
        output: "dfa66747de9ae63030ca32611497c827",
    },
    // NIST SP 800-38B, appendix D: AES-256
    Answer {
        algorithm: "AES-CMAC",
        inputs: r##"{"key": "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "message": "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411"}"##,
        output: "aaf3d8f1de5640c232f5b169b9c911e6",
    },
    // GB/T 15852.1-2020, appendix B
    Answer {
        algorithm: "SM4-CMAC",
        inputs: r##"{"key": "0123456789abcdeffedcba9876543210", "message": "54686973206973207468652074657374206d65737361676520"}"##,
        output: "4738a6c760b280fc0c8a8af3886e9f5d",
    },
    // GB/T 32907-2016, A.1
    Answer {
        algorithm: "SM4-ECB",
        inputs: r##"{"key": "0123456789abcdeffedcba9876543210", "plaintext": "0123456789abcdeffedcba9876543210", "rounds": 1}"##,
        output: "681edf34d206965e86b3e94f536e4246",
    },
    // NIST CAVP, KDFCTR_gen.rsp: counter mode with r = 32
    Answer {
        algorithm: "SP800-108-CTR-CMAC_AES128",
        inputs: r##"{"rlen_bits": 32, "ctr_location": "before_fixed", "ki": "695f1b1a16c949cea51cdf2554ec9d42", "fixed_input": "4fce5942832a390aa1cbe8a0bf9d202cb799e986c9d6b51f45e4d597a6b57f06a4ebfec6467335d116b7f5f9c5b954062f661820f5db2a5bbb3e0625", "l_bits": 256}"##,
        output: "d34b601ec18c34dfa0f9e0b7523e218bdddb9befe8d08b6c0202d75ace0dba89",
    },
    // NIST CAVP, KDFCTR_gen.rsp: counter mode with r = 32
    Answer {
        algorithm: "SP800-108-CTR-CMAC_AES256",
        inputs: r##"{"rlen_bits": 32, "ctr_location": "before_fixed", "ki": "d54b6fd94f7cf98fd955517f937e9927f9536caebe148fba1818c1ba46bba3a4", "fixed_input": "94c4a0c69526196c1377cebf0a2ae0fb4b57797c61bea8eeb0518ca08652d14a5e1bd1b116b1794ac8a476acbdbbcd4f6142d7b8515bad09ec72f7af", "l_bits": 256}"##,
        output: "2e1efed4aef3fdd324e098c0a07c0d97f8fd2c748a996ce29861ca042474daea",
    },
    // NIST SP 800-108r1, 4.1, in this project's profile; reproduced by openssl kdf KBKDF
    Answer {
        algorithm: "PROFILE-KBKDF-CTR-CMAC-AES-128-CBC",
        inputs: r##"{"kin": "4d09ffedeac77ea2e216a79a5f1dd87e", "label": "KMS/region-kdf/v1", "context": "01020001020103030634343033303004020001050241310602000107080123456789012345", "fixed_input": "4b4d532f726567696f6e2d6b64662f7631000102000102010303063434303330300402000105024131060200010708012345678901234500000080", "l_bits": 128}"##,
        output: "c7b0a52a926720cde4d905dd5f0b1ce4",
    },
    // NIST SP 800-108r1, 4.1, in this project's profile; reproduced by openssl kdf KBKDF
    Answer {
        algorithm: "PROFILE-KBKDF-CTR-CMAC-AES-256-CBC",
        inputs: r##"{"kin": "97a0363d51ee999e5f726f1d3d9d9ac8267d2822083ff169b142fb70686f7da9", "label": "KMS/region-kdf/v1", "context": "01020001020103030634343033303004020001050241330602000107080123456789012345", "fixed_input": "4b4d532f726567696f6e2d6b64662f7631000102000102010303063434303330300402000105024133060200010708012345678901234500000100", "l_bits": 256}"##,
        output: "d41472c03b7dbf5f9b9d1029c455edbcf8f5bdf7c1b754852860e104f018a5e0",
    },
    // NIST SP 800-108r1, 4.1, in this project's profile; reproduced by openssl kdf KBKDF
    Answer {
        algorithm: "PROFILE-KBKDF-CTR-CMAC-SM4-CBC",
        inputs: r##"{"kin": "316725b6f89752aaade54e882d0ef4c0", "label": "KMS/region-kdf/v1", "context": "01020001020103030634343033303004020001050253340602000107080123456789012345", "fixed_input": "4b4d532f726567696f6e2d6b64662f7631000102000102010303063434303330300402000105025334060200010708012345678901234500000080", "l_bits": 128}"##,
        output: "102c6ff2a975544fad8bd6d244752a87",
    },
    // JR/T 0025 diversification, three steps; reproduced by two other implementations
    Answer {
        algorithm: "PBOC-diversify-SM4",
        inputs: r##"{"master": "0123456789abcdeffedcba9876543210", "factors": ["4400000000000000", "4403000000000000", "0123456789012345"], "intermediate": ["47de233b1f817e5950316bd223ae568d", "1491f49da5a1f82bd0a4e9d50c611fc7"]}"##,
        output: "764f498c65d17e6233a210c947f2ec38",
    },
    // JR/T 0025 diversification, three steps
    Answer {
        algorithm: "PBOC-diversify-TDES",
        inputs: r##"{"master": "0123456789abcdeffedcba9876543210", "factors": ["4400000000000000", "4403000000000000", "0123456789012345"], "intermediate": ["3ee47475bfb29d507c7b910d1ebbc43f", "cdd25b10b9ef6c0ebb2f980217671493"]}"##,
        output: "81e071244d9d52cbf9ffb95a683b4834",
    },
    // EMV Book 2, A1.4.1, before and after parity
    Answer {
        algorithm: "EMV-optionA-TDES",
        inputs: r##"{"imk": "0123456789abcdeffedcba9876543210", "y": "4567890123456745", "raw_no_parity": "956cc0a8c68a634419bc4645ca063637"}"##,
        output: "946dc1a8c78a624519bc4645cb073737",
    },
    // ANSI X9.24-1, annex A, of the key in ANSI X9.143:2021, 8.1
    Answer {
        algorithm: "KCV-CMAC",
        inputs: r##"{"key": "3f419e1cb7079442aa37474c2efbf8b8", "alg": "AES"}"##,
        output: "08793e25ab",
    },
    // Zero-block method for SM4, as in the field; reproduced by openssl enc
    Answer {
        algorithm: "KCV-ECB-SM4",
        inputs: r##"{"key": "43e920c2fb5c9fefbf9738cef2101be9", "alg": "SM4"}"##,
        output: "8a689a",
    },
    // Zero-block method for 3DES; the key of pyemv's check digits
    Answer {
        algorithm: "KCV-ECB-TDES",
        inputs: r##"{"key": "0123456789abcdeffedcba9876543210", "alg": "TDES"}"##,
        output: "08d7b4",
    },
    // RFC 5869, A.1
    Answer {
        algorithm: "HKDF-SHA256",
        inputs: r##"{"ikm": "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "salt": "000102030405060708090a0b0c", "info": "f0f1f2f3f4f5f6f7f8f9", "length": 42}"##,
        output: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    },
    // RFC 8452, C.2
    Answer {
        algorithm: "AES-256-GCM-SIV",
        inputs: r##"{"key": "0100000000000000000000000000000000000000000000000000000000000000", "nonce": "030000000000000000000000", "plaintext": "0100000000000000", "aad": ""}"##,
        output: "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28",
    },
    // RFC 9106, 5.3
    Answer {
        algorithm: "Argon2id",
        inputs: r##"{"password": "0101010101010101010101010101010101010101010101010101010101010101", "salt": "02020202020202020202020202020202", "secret": "0303030303030303", "ad": "040404040404040404040404", "t": 3, "m_kib": 32, "p": 4, "length": 32}"##,
        output: "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
    },
    // SatoshiLabs SLIP-0039, vectors.json: 2 of 2, 32 bytes, decoded from the mnemonics
    Answer {
        algorithm: "SLIP-39-sharing",
        inputs: r##"{"threshold": 2, "shares": [{"index": 2, "value": "81e5473f4b7f66094f888d2f98fe0ded6a692dc72c65dc498d6e28bee6ebdfcc"}, {"index": 1, "value": "19e366e9b2e34851e52132c31c2b2c957321bf5ce6c9c1410ea1ddf5fef92c27"}]}"##,
        output: "0204622ff84267b5dae0ca4e0c1328d6611b96b92b11692e5a7542314f7a54ee",
    },
    // SLIP-39, 4: 3 of 5, two of them surplus; made by shamir-mnemonic
    Answer {
        algorithm: "SLIP-39-sharing",
        inputs: r##"{"threshold": 3, "shares": [{"index": 0, "value": "0d141b222930373e454c535a61686f767d848b9299a0a7aeb5bcc3cad1d8dfe6"}, {"index": 1, "value": "6188abcdc0c1ca3b44554e4f484952432cddd6d7d0d1dacbd4255e5f58596253"}, {"index": 2, "value": "2729155fb003a3d65509284766099a1a779a54e7b9a9095582f782ed6f00f5b0"}, {"index": 3, "value": "4bb5a5b059f25ed3541035524f28a72f26c309a2f0d87430e36e1f78e6814805"}, {"index": 4, "value": "bc16c80e5b53cb502d01babc202694b6ff3ea1a92733ab8722b9dadc5c5abcd6"}]}"##,
        output: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    },
    // ANSI X9.143:2021, 8.1
    Answer {
        algorithm: "TR31-D",
        inputs: r##"{"kbpk": "88e1ab2a2e3dd38c1fa039a536500cc8a87ab9d62dc92c01058fa79f44657de6", "key_block": "D0144P0AE00E00002C77FA3F4A553BED6E88AE5C172A4166E3D4ACA8E2AC71C158A476FAC12C13C3829DE55D3AB54C48F4C4FEF7AC75E90FC47F1B77E7B19A73ED46E64410082557", "header": "D0144P0AE00E0000"}"##,
        output: "3f419e1cb7079442aa37474c2efbf8b8",
    },
    // RFC 8032, 7.1, test 2
    Answer {
        algorithm: "Ed25519",
        inputs: r##"{"secret": "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "public": "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "message": "72"}"##,
        output: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    },
    // RFC 8785, 3.2.4
    Answer {
        algorithm: "JCS",
        inputs: r##"{"json": "{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\"literals\":[null,true,false]}"}"##,
        output: "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d",
    },
    // RFC 8785, 3.2.3
    Answer {
        algorithm: "JCS",
        inputs: r##"{"json": "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}"}"##,
        output: "7b225c72223a2243617272696167652052657475726e222c2231223a224f6e65222c22c280223a22436f6e74726f6c222c22c3b6223a224c6174696e20536d616c6c204c6574746572204f205769746820446961657265736973222c22e282ac223a224575726f205369676e222c22f09f9880223a22456d6f6a693a204772696e6e696e672046616365222c22efacb3223a22486562726577204c65747465722044616c6574205769746820446167657368227d",
    },
    // RFC 6962, 2.1: the eight leaves of transparency-dev/merkle
    Answer {
        algorithm: "RFC6962-root",
        inputs: r##"{"leaves": ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]}"##,
        output: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    },
    // RFC 9162, 2.1.3.2, of the same tree
    Answer {
        algorithm: "RFC6962-inclusion",
        inputs: r##"{"leafIdx": 5, "treeSize": 8, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=", "leafHash": "QnGia+DYqE8L1UyMMC58s6O10fpngKQLzOKHNHfatlg=", "proof": ["vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc="]}"##,
        output: "valid",
    },
    // RFC 9162, 2.1.4.2, of the same tree
    Answer {
        algorithm: "RFC6962-consistency",
        inputs: r##"{"size1": 6, "size2": 8, "root1": "duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=", "root2": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=", "proof": ["DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc="]}"##,
        output: "valid",
    },
    // C2SP signed-note, its example
    Answer {
        algorithm: "C2SP-signed-note",
        inputs: r##"{"vkey": "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "note": "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"}"##,
        output: "valid",
    },
    // RFC 8037, A.3, and RFC 7638
    Answer {
        algorithm: "JWK-thumbprint",
        inputs: r##"{"public": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"}"##,
        output: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    },
    // RFC 7515, 7.2.1, with the algorithm name of RFC 9864; made by another implementation
    Answer {
        algorithm: "JWS-Ed25519-general-JSON",
        inputs: r##"{"seed": "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "public": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "typ": "kms-package+json", "payload": "7b227061636b6167655f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303031222c2274797065223a226b6d732d7061636b616765222c2276657273696f6e223a317d"}"##,
        output: r##"{"payload":"eyJwYWNrYWdlX2lkIjoiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAxIiwidHlwZSI6Imttcy1wYWNrYWdlIiwidmVyc2lvbiI6MX0","signatures":[{"protected":"eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoia1ByS19xbXhWV2FZVkE5d3dCRjZJdW8zdlZ6ejdUeEhDVHdYQnlnclM0ayIsInR5cCI6Imttcy1wYWNrYWdlK2pzb24ifQ","signature":"AicdbTPIfhilXnc-1odnoDkqsxxwdQM3A79jEBXHJEyUgAcOjBdLS9S0ZpEffdyp8KpDxsqkq6TG9XDMvqJWCw"}]}"##,
    },
];
