<?php

require __DIR__ . '/vendor/autoload.php';

$server = stream_socket_server('tcp://0.0.0.0:' . getenv('PORT'));
echo 'listening on ', getenv('PORT'), "\n";
while (true) {
    $client = @stream_socket_accept($server, 3600);
    if (!$client) {
        continue;
    }
    $path = explode(' ', (string) fgets($client))[1] ?? '/';
    while (trim((string) fgets($client)) !== '') {
    }
    $body = $path === '/health' ? 'ok' : json_encode(['service' => 'php-cli', 'greeting' => Greeting\hello('php-cli')]);
    fwrite($client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n$body\n");
    fclose($client);
}
