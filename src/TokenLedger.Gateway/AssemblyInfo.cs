using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("TokenLedger.Gateway.Tests")]
[assembly: InternalsVisibleTo("TokenLedger.Bench")]
