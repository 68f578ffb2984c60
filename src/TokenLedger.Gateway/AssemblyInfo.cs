using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("TokenLedger.Gateway.Tests")]
