/**
 * ACK's rule for turning an API member into a field of the custom resource, so that its users' manifests keep their meaning here.
 * The rule is a long table of initialisms with surprises in it; it runs when `names.ts` is generated, and nowhere else.
 */
export function ackName(member: string): string {
  const lowered = lowerCamel(spellInitialisms(member));
  const name = spellInitialisms(lowered);
  return GO_KEYWORDS.has(name) ? `${name}_` : name;
}

/** The name that everyone would expect. `names.ts` lists only the members whose name differs from it. */
export function plainName(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

/** ACK's structs are Go's, and Go reserves these words: that is why `Type` becomes `type_`. */
const GO_KEYWORDS: ReadonlySet<string> = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package range ' +
    'return select struct switch type var'
  ).split(' '),
);

interface Initialism {
  readonly pattern: RegExp;
  readonly upper: string;
  readonly lower: string;
}

/** `lower` where the initialism begins the name, `upper` anywhere else. Entries apply in order: `Ids` must be gone before `Id` is looked for. */
function spellInitialisms(name: string): string {
  return INITIALISMS.reduce(
    (spelled, { pattern, upper, lower }) =>
      spelled.replace(pattern, (_match: string, offset: number) => (offset === 0 ? lower : upper)),
    name,
  );
}

/** Lowers the first letter, raises a letter that follows a digit or a separator, drops separators. A bare `ID` is `id`. */
function lowerCamel(name: string): string {
  if (name === 'ID') return 'id';
  return name
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/([0-9_ .-])([a-z])/g, (_match, before: string, letter: string) => before + letter.toUpperCase())
    .replace(/[^A-Za-z0-9]/g, '');
}

/** Spelt in camel case anywhere, or in capitals at the start: `Kms` gives KMS and kms, and `EFSFileSystem` begins with efs. */
function words(camels: string): readonly Initialism[] {
  return camels.split(' ').map((camel) => {
    const upper = camel.toUpperCase();
    return { pattern: new RegExp(`^${upper}|${camel}`, 'g'), upper, lower: camel.toLowerCase() };
  });
}

function when(pattern: RegExp, upper: string, lower = upper.toLowerCase()): Initialism {
  return { pattern, upper, lower };
}

const INITIALISMS: readonly Initialism[] = [
  when(/Ids/g, 'IDs', 'ids'),
  when(/Id(?!entifier|le|entity|entities|empotency|c)/g, 'ID'),
  when(/Idc/g, 'IDC'),
  when(/Dbi/g, 'DBI'),
  when(/Db(?!i)/g, 'DB'),
  when(/DB/g, 'DB'),
  when(/CACert/g, 'CACert', 'caCert'),
  when(/M[dD]5Of/g, 'MD5Of', 'md5Of'),
  when(/Ipc/g, 'IPC'),
  when(/IPAddress/g, 'IPAddress', 'ipAddress'),
  when(/I[Pp]v4/g, 'IPv4'),
  when(/I[Pp]v6/g, 'IPv6'),
  when(/Ip(?!art|am)/g, 'IP'),
  when(/IPSet/g, 'IPSet', 'ipSet'),
  when(/Amis/g, 'AMIs'),
  when(/Ami/g, 'AMI'),
  ...words('Acl'),
  when(/Acm(?!e)/g, 'ACM'),
  ...words('AIML Acp Api Arn'),
  when(/ArgoCd/g, 'ArgoCD', 'argoCD'),
  ...words('Asn'),
  when(/Awsvpc/g, 'AWSVPC', 'awsVPC'),
  ...words('Aws Az Bgp Cors Cidr Cname Cpu Crl Cps Csr Dhcp Dns Dpd Ebs Ec2'),
  when(/[Ee]cr(?!et|ease)/g, 'ECR'),
  ...words('Ecs'),
  when(/Edi(?!t)/g, 'EDI'),
  ...words('Efs Eks'),
  when(/Ena(?!bl)/g, 'ENA'),
  ...words('Ecmp Fifo Fpga Gid Gpu Grpc Html'),
  when(/HTTP(?!S[A-Z])|Http(?!s)/g, 'HTTP'),
  ...words('Https Iam Icmp'),
  when(/Io(?!ps)/g, 'IO'),
  ...words('Iops Ipam Ja3 Json Jwt Kms Ldap Mfa'),
  when(/Mibps/g, 'MiBps', 'miBps'),
  when(/Nat(?!i)/g, 'NAT'),
  when(/Oid(?!c)|OID(?!C)/g, 'OID'),
  ...words('Oidc Ocsp Pca Pid'),
  when(/Ramdisk/g, 'RAMDisk', 'ramDisk'),
  when(/Ram/g, 'RAM'),
  ...words('Rfc Sasl Scram Sdk Sha256 Sns Sqli Sql Sqs Sriov Sse Ssl Tcp Tde Tpm Tls'),
  when(/ttl(?!ing|e)/gi, 'TTL'),
  ...words('Udp'),
  when(/uri(?!ty)|Uri|URI/g, 'URI'),
  ...words('Url Uuid'),
  when(/Uids/g, 'UIDs'),
  when(/Uid/g, 'UID'),
  when(/U[Ii](?![Dd])/g, 'UI'),
  ...words('Vlan'),
  when(/[Vv]pce/g, 'VPCE'),
  when(/[Vv]pc(?!e)/g, 'VPC'),
  ...words('Vpn Vgw Waf Xml Xss Yaml'),
];
