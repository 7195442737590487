<?php

require __DIR__ . '/../vendor/autoload.php';

header('Content-Type: application/json');
echo json_encode(['service' => 'php-fpm', 'greeting' => Greeting\hello('php-fpm'), 'sum' => bcadd('1', '2')]), "\n";
