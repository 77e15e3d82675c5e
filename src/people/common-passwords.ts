/**
 * The commonest passwords of twelve characters and more, as they stand in lists of what was stolen elsewhere, and what suggests itself
 * here. In small letters, without spaces, `_` and `-`.
 */
const WORDS = `
  123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 123123123123 123321123321 112233445566
  0123456789012 012345678901 098765432109 987654321098 111222333444 101010101010 121212121212 123454321234 1q2w3e4r5t6y
  1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6 q1w2e3r4t5y6u7 qazwsxedcrfv zaq12wsxcde3 zxcvbnm12345
  qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop[] qwertyqwerty qwerty123456 qwerty1234567 qwerty12345678
  qwertyuiopasdf asdfghjkl123 asdfghjkl1234 asdfasdfasdf asdfghjklasdf abcdefghijkl abcdefghijklm abcdefghijklmnop
  abcd12345678 abc123abc123 abcabcabcabc aabbccddeeff a1b2c3d4e5f6 passwordpassword password1234 password12345
  password123456 password1234! password123! password2024 password2025 password2026 passw0rd1234 p@ssw0rd1234
  p@ssword1234 p@ssw0rd123! passwort1234 passwort12345 motdepasse123 contraseña123 mypassword123 mypassword1234
  newpassword1 newpassword123 changeme1234 changemenow1 letmeinletmein letmein12345 letmeinplease welcome12345
  welcome123456 welcome12345! welcomewelcome iloveyou1234 iloveyouiloveyou iloveyouforever ihateyou1234 sunshine1234
  princess1234 football1234 baseball1234 superman1234 spiderman123 batmanbatman charlie12345 michael12345 jennifer1234
  dragon123456 monkey123456 shadow123456 master123456 trustno1trustno1 starwars1234 pokemon12345 liverpool123
  manchester123 chelsea12345 admin1234567 admin12345678 administrator administrator1 administrator123 adminadminadmin
  adminpassword adminpassword1 admin123admin123 rootrootroot rootpassword toortoortoor testtesttest test12345678
  testpassword testpassword1 guestguestguest useruseruser userpassword demodemodemo secretsecret secret123456
  supersecret123 topsecret1234 default12345 p4ssw0rd1234 correcthorsebatterystaple correcthorse1 thisisapassword
  thisismypassword nopassword123 idontknow123 whatever1234 computer1234 internet1234 samsung12345 google123456
  facebook1234 amazon123456 amazon1234567 amazondsp123 amazonamazon dspatch12345 dspatch123456 dspatchdspatch
  dspatchadmin dspatchadmin1 conversions1 conversions123 gateway12345 gatewaygateway advertising advertising1
  advertising123 marketing123 marketing1234 companyname1 company12345 summer123456 winter123456 spring123456
  autumn123456 january12345 february1234 november1234 december1234
`;

export const COMMON_PASSWORDS: ReadonlySet<string> = new Set([
  ...WORDS.trim().split(/\s+/),
  ...[...'0123456789abcdefghijklmnopqrstuvwxyz'].flatMap((one) => [12, 13, 14, 15, 16].map((n) => one.repeat(n))),
]);
