import type { DataFileFacts } from './facts.ts';

/** CIFAR-10: the five train files in order, then the test file. */
export const cifar10Files: readonly DataFileFacts[] = [
  {
    name: 'data_batch_1.bin',
    bytes: 30_730_000,
    sha256: 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
  },
  {
    name: 'data_batch_2.bin',
    bytes: 30_730_000,
    sha256: 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
  },
  {
    name: 'data_batch_3.bin',
    bytes: 30_730_000,
    sha256: 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
  },
  {
    name: 'data_batch_4.bin',
    bytes: 30_730_000,
    sha256: '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
  },
  {
    name: 'data_batch_5.bin',
    bytes: 30_730_000,
    sha256: '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
  },
  {
    name: 'test_batch.bin',
    bytes: 30_730_000,
    sha256: '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
  },
];

/** CIFAR-100: train, then test. */
export const cifar100Files: readonly DataFileFacts[] = [
  { name: 'train.bin', bytes: 153_700_000, sha256: 'f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29' },
  { name: 'test.bin', bytes: 30_740_000, sha256: 'd8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a' },
];

/** MNIST: train images, train labels, test images, test labels. */
export const mnistFiles: readonly DataFileFacts[] = [
  {
    name: 'train-images-idx3-ubyte.gz',
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    plain: {
      name: 'train-images-idx3-ubyte',
      bytes: 47_040_016,
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
  },
  {
    name: 'train-labels-idx1-ubyte.gz',
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    plain: {
      name: 'train-labels-idx1-ubyte',
      bytes: 60_008,
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
  },
  {
    name: 't10k-images-idx3-ubyte.gz',
    bytes: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    plain: {
      name: 't10k-images-idx3-ubyte',
      bytes: 7_840_016,
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
  },
  {
    name: 't10k-labels-idx1-ubyte.gz',
    bytes: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    plain: {
      name: 't10k-labels-idx1-ubyte',
      bytes: 10_008,
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
];

/** Fashion-MNIST: train images, train labels, test images, test labels. */
export const fashionFiles: readonly DataFileFacts[] = [
  {
    name: 'train-images-idx3-ubyte.gz',
    bytes: 26_421_880,
    sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    plain: {
      name: 'train-images-idx3-ubyte',
      bytes: 47_040_016,
      sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    },
  },
  {
    name: 'train-labels-idx1-ubyte.gz',
    bytes: 29_515,
    sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
    plain: {
      name: 'train-labels-idx1-ubyte',
      bytes: 60_008,
      sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    },
  },
  {
    name: 't10k-images-idx3-ubyte.gz',
    bytes: 4_422_102,
    sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    plain: {
      name: 't10k-images-idx3-ubyte',
      bytes: 7_840_016,
      sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    },
  },
  {
    name: 't10k-labels-idx1-ubyte.gz',
    bytes: 5_148,
    sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
    plain: {
      name: 't10k-labels-idx1-ubyte',
      bytes: 10_008,
      sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
  },
];

/** The package `mnist`, version 1.1.0: a file a digit. */
export const digitFiles: readonly DataFileFacts[] = [
  { name: '0.json', bytes: 2_314_420, sha256: '64c965faccfe0483cf69df89a24fb69ee338abb4dcf4ddc890258d66e40d5de2' },
  { name: '1.json', bytes: 2_142_037, sha256: '2143d080bd62935928448372a5315c2ddfdcb0c517f2939e12eb0472ffc9b25e' },
  { name: '2.json', bytes: 2_187_973, sha256: '7db7b18ebab81b02468fb36acd349137fff8d9024988a7c64361ab5e6567be90' },
  { name: '3.json', bytes: 2_263_065, sha256: 'c12910410ef545feacb25e36d96af981833f45fb814899e7f7d82cedbb54fa54' },
  { name: '4.json', bytes: 2_062_695, sha256: 'b2cb87a1d05a8bd86b0a84d12070bb31f2a4c6cffa19a5c5f598502afc28b5a8' },
  { name: '5.json', bytes: 1_839_848, sha256: '9286c3b47bdcb24c6b10552e81159233dd1c4c4c13aff7833a2ebaba6bf396ca' },
  { name: '6.json', bytes: 2_191_413, sha256: '0ef0d890993b69694719899c0a326b026caa48cee34508ad15ac5427f92d641a' },
  { name: '7.json', bytes: 2_217_089, sha256: '14b83ca1b3d3db6f05c4ed1b386ddc9ad9072230856500950b491bd3d21a2a33' },
  { name: '8.json', bytes: 2_099_802, sha256: '6ea5298d9b7e4012e0980d97b565e0cdde50befee0e20b2ef8a86d0abce0c762' },
  { name: '9.json', bytes: 2_068_860, sha256: 'bd0ffaad429227dacd35988a05dc0801a294a021e28da86392d628278cfa58ab' },
];
