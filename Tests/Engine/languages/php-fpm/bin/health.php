<?php

exit(@fsockopen('127.0.0.1', (int) getenv('PORT'), timeout: 2) ? 0 : 1);
